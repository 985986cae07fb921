"""What `aws_client` sends is what botocore sends, with the same signature.

REQUESTS sets the number of random requests, SEED chooses others.
"""

import os
import random
from typing import Any

import pytest
from aws_oracle import arguments_for, botocore_client, captured, session

from aws_client.aws_json import _OTHER_HOSTS, _TOKENS
from aws_client.client import Client
from aws_client.endpoints import SERVICES

REQUESTS = int(os.environ.get("REQUESTS", "300"))
SEED = int(os.environ.get("SEED", "0"))
NOW = 1_800_000_000
OPERATIONS = {"s3": ["GetObject", "HeadObject", "PutObject"], "sesv2": ["SendEmail"], "sns": ["Publish"]}


def method_of(operation: str) -> str:
    from botocore import xform_name

    return str(xform_name(operation))


def test_every_operation_has_the_method_of_boto3() -> None:
    """A name in snake case leads back to the operation, also one with an acronym."""
    for service in SERVICES:
        for operation in OPERATIONS.get(service, session().get_service_model(service).operation_names):
            found = getattr(Client(service, region="x"), method_of(operation))
            assert found.args == (operation,), service


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "s3"])
def test_requests_are_those_of_botocore(service: str, sent_by_ours: Any) -> None:
    """Random members, regions and times, and all operations of the protocols in which any is possible."""
    choose = random.Random(f"{service} {SEED}")
    model = session().get_service_model(service)
    theirs = {region: botocore_client(service, region=region) for region in ("eu-central-1", "us-east-1", "cn-north-1")}
    ours = {region: Client(service, region=region) for region in theirs}
    elsewhere = {"DescribeEndpoints"} | {name for _, name in _OTHER_HOSTS}  # boto3 itself calls the first before others
    names = OPERATIONS.get(service, [name for name in model.operation_names if name not in elsewhere])
    for number in range(REQUESTS // len(SERVICES)):
        operation, region = choose.choice(names), choose.choice(list(theirs))
        arguments: dict[str, Any] = arguments_for(model.operation_model(operation).input_shape, choose)
        arguments.pop("EndpointId", None)  # of SES: boto3 signs it with a native library
        if token := _TOKENS.get((service, operation)):
            arguments[token] = "the-same-token"
        now = NOW + choose.randint(0, 10**8)
        with captured(theirs[region], now) as expected:
            getattr(theirs[region], method_of(operation))(**arguments)
        found = sent_by_ours(now)
        getattr(ours[region], method_of(operation))(**arguments)
        (mine,), (other,) = found, expected
        assert vars(mine) == vars(other), (number, operation, arguments)


HEADERS = ["IfMatch", "IfNoneMatch", "Range", "CacheControl", "ContentType", "ContentEncoding", "ContentDisposition"]
KEYS = ["key", "a b/é~+.txt", "./a/../b", "/leading//twice/", "a%20b", "?x=1#y", "日本/😀", "x" * 300]


@pytest.mark.parametrize("url", ["http://127.0.0.1:4566", "https://objects.example.com/base", ""])
def test_requests_for_objects_are_those_of_botocore(url: str, sent_by_ours: Any) -> None:
    """boto3 sends no digest over TLS unless it is asked to, and asks for checksums that it then compares."""
    choose = random.Random(f"s3 {url} {SEED}")
    required = {"response_checksum_validation": "when_required", "s3": {"payload_signing_enabled": True}}
    theirs = botocore_client("s3", url=url or None, **required)
    # Over TLS, boto3's checksum follows the body.
    names = OPERATIONS["s3"] if url.startswith("http:") else OPERATIONS["s3"][:2]
    ours = Client("s3", endpoint_url=url)
    for number in range(REQUESTS // 10):
        operation = choose.choice(names)
        bucket = choose.choice(["my-bucket", "bucket.with.dots", "b12", "x" * 63])
        arguments: dict[str, Any] = {"Bucket": bucket, "Key": choose.choice(KEYS)}
        known = session().get_service_model("s3").operation_model(operation).input_shape.members
        some = choose.sample([name for name in HEADERS if name in known], choose.randint(0, 3))
        arguments |= {name: choose.choice(['"etag"', "a  b", "bytes=0-9", "*"]) for name in some}
        if operation == "PutObject":
            arguments |= {"Body": choose.randbytes(choose.randint(0, 99)), "Metadata": {"Name": "x", "a-b": "y z"}}
        elif choose.random() < 0.3:
            arguments["VersionId"] = "v+/=1"
        now = NOW + choose.randint(0, 10**8)
        with captured(theirs, now) as expected:
            getattr(theirs, method_of(operation))(**arguments)
        found = sent_by_ours(now)
        getattr(ours, method_of(operation))(**arguments)
        (mine,), (other,) = found, expected
        assert vars(mine) == vars(other), (number, operation, arguments)
