"""Zips that are too large for Lambda's API are uploaded to S3."""

import random

import pytest

from lambda_release import upload
from slipway.errors import SlipwayError


@pytest.fixture
def bucket(aws, unique_name, target):
    s3, name = aws("s3"), f"{unique_name}-artifacts"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    yield name
    for item in s3.list_objects_v2(Bucket=name).get("Contents", []):
        s3.delete_object(Bucket=name, Key=item["Key"])
    s3.delete_bucket(Bucket=name)


def test_a_zip_over_50_mb_is_uploaded_to_the_bucket(function, run, project, bucket, aws, recorder):
    (project / "apps/get-movie/model.bin").write_bytes(random.Random(0).randbytes(upload.MAX_SIZE + 1))
    (made,) = run("get-movie", bucket=bucket)
    assert made.size > upload.MAX_SIZE
    assert (function.answer(), function.live()["CodeSha256"]) == ("one", made.code_sha256)
    (stored,) = aws("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert stored["Key"].startswith(f"{function.name}/")
    recorder.operations.clear()
    assert not run("get-movie", bucket=bucket)[0].changed
    assert len(recorder.operations) == 3


def test_a_small_zip_is_not_uploaded_to_the_bucket(function, run, bucket, aws):
    run("get-movie", bucket=bucket)
    assert aws("s3").list_objects_v2(Bucket=bucket)["KeyCount"] == 0


def test_a_zip_over_50_mb_is_rejected_without_a_bucket(function, run, recorder, monkeypatch):
    monkeypatch.setattr(upload, "MAX_SIZE", 100)
    with pytest.raises(SlipwayError, match="MB; Lambda takes 50 in an upload: name an S3 bucket with --bucket"):
        run("get-movie")
    assert recorder.writes == []


def test_a_missing_bucket_is_an_error_of_one_line(function, run, recorder, monkeypatch, unique_name):
    monkeypatch.setattr(upload, "MAX_SIZE", 100)
    with pytest.raises(SlipwayError, match=r"^get-movie: Failed to upload .*\(NoSuchBucket\)"):
        run("get-movie", bucket=f"{unique_name}-artifacts")
    assert recorder.writes == []
