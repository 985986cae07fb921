"""Artifacts are read and written with the job's credentials, and only the requested file is downloaded."""

import io
import os
import zipfile
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from codepipeline_jobs import job_event

KEY = {"Bucket": "artifacts", "Key": "pipeline/site/1a2b"}


@pytest.fixture
def s3() -> Any:
    client = boto3.client("s3")
    client.create_bucket(Bucket="artifacts", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return client


@pytest.fixture
def job() -> Any:
    return make_job()


def make_job(**data: Any) -> Any:
    from pipeline_action.job import read_job

    return read_job(job_event({}, **data), NoParameters, None)


@dataclass(frozen=True)
class NoParameters:
    pass


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Record the requests of the job's S3 client."""
    from pipeline_action import artifacts

    seen: list[Any] = []
    make = artifacts._client

    def recording(job: Any) -> Any:
        client = make(job)
        client.meta.events.register_first("before-send.s3", lambda request, **_: seen.append(request))
        return client

    monkeypatch.setattr(artifacts, "_client", recording)
    return seen


def a_zip(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as content:
        for name, data in files.items():
            content.writestr(name, data)
    return archive.getvalue()


def test_a_file_is_read_without_the_others(s3: Any, job: Any, requests: list[Any]) -> None:
    from pipeline_action.artifacts import read_file

    s3.put_object(**KEY, Body=a_zip(before=os.urandom(3_000_000), wanted=b"this", after=os.urandom(3_000_000)))
    assert read_file(job, "site", "wanted") == b"this"
    gets = [request for request in requests if request.method == "GET"]
    spans = [request.headers["Range"].decode().removeprefix("bytes=").split("-") for request in gets]
    assert 0 < sum(int(end) - int(start) + 1 for start, end in spans) < 500_000
    assert {request.headers["X-Amz-Security-Token"] for request in requests} == {b"the-session-of-the-artifacts"}


def test_a_large_file_is_read_completely(s3: Any, job: Any) -> None:
    from pipeline_action.artifacts import read_file

    content = os.urandom(3_000_000)
    s3.put_object(**KEY, Body=a_zip(other=b"x", wanted=content))
    assert read_file(job, "site", "wanted") == content


@pytest.mark.parametrize(
    ("artifact", "path", "body", "message"),
    [
        ("site", "absent", a_zip(wanted=b"x"), "the artifact site has no file absent"),
        ("site", "wanted", b"not a zip", "the artifact site is not a readable zip"),
        ("site", "wanted", b"", "the artifact site is not a readable zip"),
        ("sites", "wanted", a_zip(wanted=b"x"), "no input artifact sites: it has site"),
    ],
    ids=["file", "zip", "empty", "artifact"],  # a zip contains the time, and test ids must be the same in every worker
)
def test_an_error_names_the_artifact(s3: Any, job: Any, artifact: str, path: str, body: bytes, message: str) -> None:
    from pipeline_action.artifacts import read_file
    from pipeline_action.errors import ActionError

    s3.put_object(**KEY, Body=body)
    with pytest.raises(ActionError, match=message):
        read_file(job, artifact, path)


def test_a_file_that_is_too_large_for_the_memory_is_an_error(s3: Any, job: Any) -> None:
    from pipeline_action.artifacts import MAX_FILE, read_file
    from pipeline_action.errors import ActionError

    s3.put_object(**KEY, Body=a_zip(bomb=bytes(MAX_FILE + 1)))
    with pytest.raises(ActionError, match="has more than"):
        read_file(job, "site", "bomb")


def test_files_are_written_as_a_reproducible_zip(s3: Any, job: Any) -> None:
    from pipeline_action.artifacts import write_files

    written = []
    for files in ({"a.txt": b"1", "b/c.txt": b"2"}, {"b/c.txt": b"2", "a.txt": b"1"}):
        write_files(job, "report", files)
        written.append(s3.get_object(Bucket="artifacts", Key="pipeline/report/1a2b")["Body"].read())
    assert written[0] == written[1]
    with zipfile.ZipFile(io.BytesIO(written[0])) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"1", "b/c.txt": b"2"}


@pytest.mark.parametrize("key", [None, "arn:aws:kms:eu-central-1:123456789012:key/1"])
def test_artifacts_are_encrypted_with_the_pipelines_key(s3: Any, requests: list[Any], key: str | None) -> None:
    from pipeline_action.artifacts import write_files

    write_files(make_job(encryptionKey=key and {"id": key, "type": "KMS"}), "report", {"a": b"1"})
    headers = requests[-1].headers
    assert headers.get("x-amz-server-side-encryption-aws-kms-key-id") == (key and key.encode())
    assert ("x-amz-server-side-encryption" in headers) == (key is not None)


def test_an_undeclared_output_artifact_is_an_error(s3: Any, job: Any) -> None:
    from pipeline_action.artifacts import write_files
    from pipeline_action.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match="no output artifact site: it has report"):
        write_files(job, "site", {})
