"""The deployed function with least privilege, while others write the same object."""

import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from slipway.package.package import package

WRITERS = 6


@pytest.fixture
def bucket(aws: Any, unique_name: str) -> str:
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=unique_name, VersioningConfiguration={"Status": "Enabled"})
    return unique_name


@pytest.fixture
def function(aws: Any, bucket: str, unique_name: str, pytestconfig: pytest.Config) -> str:
    """Create the function, and return its name."""
    (artifact,) = package(pytestconfig.rootpath, ["sync-algorithm-metadata"])
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    grants = [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{bucket}/*"},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
    ]
    iam = aws("iam")
    role = iam.create_role(RoleName=unique_name, AssumeRolePolicyDocument=_policy(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName=unique_name, PolicyName="policy", PolicyDocument=_policy(*grants))
    aws("lambda").create_function(
        FunctionName=unique_name,
        Runtime="python3.13",
        Handler="sync_algorithm_metadata.handler",
        Role=role,
        Code={"ZipFile": artifact.path.read_bytes()},
        Timeout=60,
        Environment={
            "Variables": {"METADATA_BUCKET": bucket, "DEAD_LETTER_QUEUE_URL": "https://sqs.example.com/unused"}
        },
    )
    return unique_name


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def record(number: int, **attributes: str) -> dict[str, Any]:
    item = {"algorithm": "bm25", "version": str(number), "type": "search", "phase": "PACKAGE_TESTS_COMPLETE"}
    item |= {"title": "BM25", "description": "Ranks by words"} | attributes
    image = {name: {"S": value} for name, value in item.items()}
    change = {"ApproximateCreationDateTime": 1_743_831_262, "SequenceNumber": f"{number:021d}", "NewImage": image}
    return {"eventID": str(number), "eventName": "MODIFY", "dynamodb": change}


def versions(aws: Any, bucket: str) -> list[str]:
    content = aws("s3").get_object(Bucket=bucket, Key="search.zip")["Body"].read()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [each["version"] for each in json.loads(archive.read("search.json"))["versions"]]


def test_concurrent_writers_lose_nothing(aws: Any, bucket: str, function: str) -> None:
    def write(number: int) -> Any:
        payload = json.dumps({"Records": [record(number)]})
        return json.load(aws("lambda").invoke(FunctionName=function, Payload=payload)["Payload"])

    left = list(range(1, WRITERS + 1))
    while left:  # the event source mapping delivers only the failed records again
        with ThreadPoolExecutor(WRITERS) as pool:
            answers = list(pool.map(write, left))
        failed = [int(failure["itemIdentifier"]) for answer in answers for failure in answer["batchItemFailures"]]
        assert len(failed) < len(left), "every writer failed"
        left = failed
    assert versions(aws, bucket) == [str(number) for number in range(1, WRITERS + 1)]
    kept = aws("s3").list_object_versions(Bucket=bucket)["Versions"]
    assert len(kept) == WRITERS


def test_a_repeated_record_writes_nothing(aws: Any, bucket: str, function: str) -> None:
    for records in ([record(1), record(2)], [record(2)], [record(1)]):
        answer = aws("lambda").invoke(FunctionName=function, Payload=json.dumps({"Records": records}))
        assert json.load(answer["Payload"]) == {"batchItemFailures": []}
    assert len(aws("s3").list_object_versions(Bucket=bucket)["Versions"]) == 1
