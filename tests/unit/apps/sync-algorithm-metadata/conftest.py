import io
import json
import zipfile
from collections.abc import Callable
from types import ModuleType
from typing import Any

import boto3
import pytest

BUCKET = "metadata"


class Metadata:
    """The bucket of the metadata objects."""

    def __init__(self) -> None:
        self.s3 = boto3.client("s3")
        self.s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})

    def content(self, algorithm_type: str) -> bytes:
        return self.s3.get_object(Bucket=BUCKET, Key=f"{algorithm_type}.zip")["Body"].read()

    def document(self, algorithm_type: str) -> Any:
        with zipfile.ZipFile(io.BytesIO(self.content(algorithm_type))) as archive:
            return json.loads(archive.read(f"{algorithm_type}.json"))

    def keys(self) -> list[str]:
        return [item["Key"] for item in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def writes(self) -> int:
        return len(self.s3.list_object_versions(Bucket=BUCKET).get("Versions", []))


@pytest.fixture
def metadata(aws_account: Any, monkeypatch: pytest.MonkeyPatch) -> Metadata:
    monkeypatch.setenv("METADATA_BUCKET", BUCKET)
    return Metadata()


@pytest.fixture
def app(metadata: Metadata, load_app: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = load_app("sync-algorithm-metadata")
    import metadata_object

    monkeypatch.setattr(metadata_object.time, "sleep", lambda _seconds: None)
    return module


@pytest.fixture
def record() -> Callable[..., dict[str, Any]]:
    """Make a stream record. An attribute that is None is left out."""

    def make(number: int = 1, **attributes: Any) -> dict[str, Any]:
        item = {
            "algorithm": "bm25",
            "version": "1.4.0",
            "type": "search",
            "phase": "PACKAGE_TESTS_COMPLETE",
            "title": "BM25",
            "description": "Ranks by words",
            **attributes,
        }
        return {
            "eventID": f"event-{number}",
            "eventName": "MODIFY",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_743_831_262 + number,
                "SequenceNumber": f"{number:021d}",
                "NewImage": {name: {"S": value} for name, value in item.items() if value is not None},
            },
        }

    return make
