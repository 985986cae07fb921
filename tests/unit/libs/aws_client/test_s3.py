from typing import Any

import pytest
from aws_oracle import Script, botocore_client, http

from aws_client.client import Client
from aws_client.errors import ClientError

OBJECT = {"Bucket": "my-bucket", "Key": "a/key"}
FOUND = http(
    200,
    b"content",
    ETag='"x"',
    Content_Type="text/plain",
    Content_Range="bytes 0-6/9",
    Cache_Control="no-cache",
    x_amz_version_id="v1",
    x_amz_meta_name="value",
    x_amz_server_side_encryption="aws:kms",
)


@pytest.mark.parametrize("operation", ["get_object", "head_object"])
def test_an_object_is_the_one_of_boto3(server: Script, operation: str) -> None:
    server.actions = [FOUND if operation == "get_object" else FOUND.removesuffix(b"content")]
    expected = getattr(botocore_client("s3", url=server.url), operation)(**OBJECT)
    found = getattr(Client("s3", endpoint_url=server.url), operation)(**OBJECT)
    if operation == "get_object":
        assert found["Body"].read() == expected["Body"].read() == b"content"
    for name in expected.keys() - {"Body", "ResponseMetadata"}:
        assert found[name] == expected[name], name
    assert found["ContentLength"] == 7


def test_a_kept_connection_reads_the_next_object_after_a_head(server: Script) -> None:
    server.actions = [FOUND.removesuffix(b"content"), FOUND]
    ours = Client("s3", endpoint_url=server.url)
    ours.head_object(**OBJECT)
    assert ours.get_object(**OBJECT)["Body"].read() == b"content"
    assert server.connections == 1


ERROR = b"<Error><Code>NoSuchKey</Code><Message>no &quot;a/key&quot;</Message><Key>a/key</Key></Error>"
NO_KEY = b"<?xml version='1.0'?>\n" + ERROR


@pytest.mark.parametrize(
    ("operation", "answer", "code"),
    [
        ("get_object", http(404, NO_KEY), "NoSuchKey"),
        ("put_object", http(412, NO_KEY.replace(b"NoSuchKey", b"PreconditionFailed")), "PreconditionFailed"),
        ("get_object", http(304), "304"),
        ("head_object", b"HTTP/1.1 404 X\r\nContent-Length: 99\r\n\r\n", "404"),
        ("head_object", b"HTTP/1.1 412 X\r\nContent-Length: 99\r\n\r\n", "412"),
    ],
)
def test_an_error_has_the_code_of_boto3(server: Script, operation: str, answer: bytes, code: str) -> None:
    server.actions = [answer]
    errors: list[Any] = []
    for used in (botocore_client("s3", url=server.url), Client("s3", endpoint_url=server.url)):
        with pytest.raises(Exception, match="An error occurred") as caught:
            getattr(used, operation)(**OBJECT)
        errors.append(caught.value)
    theirs, ours = errors
    assert isinstance(ours, ClientError)
    assert ours.response["Error"]["Code"] == theirs.response["Error"]["Code"] == code
    if code == "NoSuchKey":
        assert ours.response["Error"]["Message"] == theirs.response["Error"]["Message"] == 'no "a/key"'


@pytest.mark.parametrize(
    ("operation", "changes", "what"),
    [
        ("list_objects_v2", {}, "ListObjectsV2"),
        ("put_object", {"ACL": "private"}, "PutObject of s3 with ACL"),
        ("get_object", {"Bucket": "arn:aws:s3:eu-central-1:123456789012:accesspoint/a"}, "GetObject of s3 of arn:aws"),
        ("get_object", {"Bucket": "data--euc1-az1--x-s3"}, "GetObject of s3 of data--euc1-az1--x-s3"),
        ("get_object", {"Bucket": "a/b"}, "GetObject of s3 of a/b"),
    ],
)
def test_what_the_client_lacks_is_refused(operation: str, changes: dict[str, str], what: str) -> None:
    with pytest.raises(NotImplementedError, match=f"aws_client has no {what}.*: use boto3 for it"):
        getattr(Client("s3"), operation)(**(OBJECT | changes))


def test_a_body_that_is_not_bytes_is_refused() -> None:
    with pytest.raises(TypeError, match="Body is str: pass bytes"):
        Client("s3").put_object(**OBJECT, Body="text")
