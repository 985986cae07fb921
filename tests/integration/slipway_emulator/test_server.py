"""How the local AWS sends responses over HTTP/1.0 and 1.1."""

import re

import pytest
from raw_http import HEALTH, connected, received

UNSIGNED = b"POST / HTTP/1.1\r\nHost: sts.amazonaws.com\r\nContent-Length: 43\r\n\r\n"
CALL = b"Action=GetCallerIdentity&Version=2011-06-15"


@pytest.fixture
def connection(local_aws):
    with connected(local_aws.endpoint_url) as connection:
        yield connection


@pytest.mark.parametrize(
    ("request_parts", "status"),
    [
        pytest.param([HEALTH], 200, id="read"),
        pytest.param([HEALTH.replace(b"localhost", b"evil.example")], 403, id="refused by the gate"),
        pytest.param([UNSIGNED, CALL], 403, id="unsigned"),
        pytest.param([HEALTH.replace(b"/1.1", b"/1.0")], 200, id="HTTP/1.0"),
    ],
)
def test_a_response_is_sent_with_its_body(local_aws, request_parts, status):
    """Otherwise Terraform's AWS provider may close the connection between the two, and repeat the call."""
    for _ in range(50):  # two segments that are sent one after the other are sometimes read together
        with connected(local_aws.endpoint_url) as connection:
            for part in request_parts:
                connection.sendall(part)
            head, end_of_head, body = connection.recv(65536).partition(b"\r\n\r\n")

        assert head.startswith(f"HTTP/1.1 {status} ".encode())
        assert end_of_head
        assert _content_length(head) in (None, len(body))
        assert body


def _content_length(head):
    (length,) = [line.split()[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")] or [
        None
    ]
    return length and int(length)


def test_a_response_without_a_body_is_sent(connection):
    connection.sendall(HEALTH.replace(b"GET", b"HEAD"))
    response = connection.recv(65536)
    assert response.startswith(b"HTTP/1.1 200 ")
    assert response.endswith(b"\r\n\r\n")

    connection.sendall(HEALTH)  # the connection can be used again
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_a_client_of_http_1_0_gets_no_chunks(connection):
    connection.sendall(HEALTH.replace(b"/1.1", b"/1.0").replace(b"localhost", b"evil.example"))
    head, _, body = received(connection).partition(b"\r\n\r\n")

    assert b"transfer-encoding" not in head.lower()
    assert body == b"the local AWS does not answer for the host 'evil.example'\n"


def test_the_names_of_headers_are_sent_as_they_are(connection):
    connection.sendall(HEALTH)
    head, *_ = connection.recv(65536).partition(b"\r\n\r\n")

    assert b"\r\nContent-Type: application/json" in head
    assert len(re.findall(rb"\r\ncontent-length:", head, re.IGNORECASE)) == 1


# https://www.rfc-editor.org/rfc/rfc9110#section-8.6
def test_a_response_that_has_no_content_has_no_length(aws, target, unique_name):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})

    for _ in range(2):  # the connection can be used again
        response = s3.delete_object(Bucket=unique_name, Key="key")["ResponseMetadata"]
        assert response["HTTPStatusCode"] == 204
        assert not {"content-length", "transfer-encoding"}.intersection(response["HTTPHeaders"])
