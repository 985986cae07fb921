"""The action with S3 and CloudFront of the local AWS."""

import importlib
from typing import Any

import pytest
from codepipeline_jobs import Answers, job_event
from own_modules import imported_again

from slipway.aws.target import Target


@pytest.fixture
def distribution_id(aws: Any, unique_name: str) -> str:
    origin = {"Id": "site", "DomainName": f"{unique_name}.s3.amazonaws.com"}
    configuration = {
        "CallerReference": unique_name,
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin | {"S3OriginConfig": {"OriginAccessIdentity": ""}}]},
        "DefaultCacheBehavior": {"TargetOriginId": "site", "ViewerProtocolPolicy": "redirect-to-https"},
    }
    answer = aws("cloudfront").create_distribution(DistributionConfig=configuration)
    return str(answer["Distribution"]["Id"])


class Context:
    def get_remaining_time_in_millis(self) -> int:
        return 60_000


@pytest.fixture
def app(target: Target, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> Any:
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    for folder in ("libs", "apps/invalidate-cache"):
        monkeypatch.syspath_prepend(str(pytestconfig.rootpath / folder))
    with imported_again():
        yield importlib.import_module("invalidate_cache")


def test_only_files_changed_since_the_last_invalidation_are_cleared(
    app: Any, aws: Any, unique_name: str, distribution_id: str
) -> None:
    from pipeline_action import result

    answers = Answers(result._codepipeline)
    s3, cloudfront = aws("s3"), aws("cloudfront")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    cleared = []
    for files in ({"index.html": b"1", "a b.html": b"1"}, {"index.html": b"1", "a b.html": b"2"}, {"a b.html": b"2"}):
        for key, body in files.items():
            s3.put_object(Bucket=unique_name, Key=key, Body=body)
        event = job_event({"distribution_id": distribution_id, "bucket": unique_name})
        assert app.handler(event, Context()) == {"answer": "succeeded"}
        listed = cloudfront.list_invalidations(DistributionId=distribution_id)["InvalidationList"].get("Items", [])
        cleared.append(len(listed))
    assert cleared == [0, 1, 1]
    invalidation = cloudfront.get_invalidation(DistributionId=distribution_id, Id=listed[0]["Id"])["Invalidation"]
    assert invalidation["InvalidationBatch"]["Paths"]["Items"] == ["/a%20b.html"]
    assert len(answers.successes) == 3
