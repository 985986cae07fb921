"""Requests that a web page or another user of the machine could send."""

import json
import multiprocessing
import os
import socket
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from slipway.aws.target import Target

LIST_ROLES = "Action=ListRoles&Version=2010-05-08"


@pytest.fixture
def send(local_aws):
    """``send(method, path, headers)`` returns the answer to a request as it is given."""

    def send(method="GET", path="/_ministack/health", headers=None, **options):
        return requests.request(
            method, f"{local_aws.endpoint_url}{path}", headers=headers, timeout=30, allow_redirects=False, **options
        )

    return send


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:4566", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", ""]
)
def test_a_host_of_somebody_else_is_refused(send, host):
    assert send(headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST:4566",
        "[::1]:4566",
        "example.s3.localhost:4566",
        "sqs.eu-central-1.amazonaws.com",
    ],
)
def test_hosts_of_this_machine_and_of_aws_are_answered(send, host):
    assert send(headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Origin": "http://localhost@evil.example"},
        {"Origin": r"http://evil.example\@localhost"},
        {"Origin": "http://[evil.example"},
        {"Origin": "http://localhost:evil.example"},
        {"Origin": "localhost"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_pages_of_other_sites_are_refused(send, method, headers):
    answer = send(method, "/", headers)

    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://[::1]:8000"},
        {"Origin": "https://app.localhost"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_answers_allow_no_origin(send, headers):
    answer = send(headers=headers)

    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_a_websocket_of_another_site_is_refused(local_aws):
    address = urlsplit(local_aws.endpoint_url)
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        lines = [
            "GET /x HTTP/1.1",
            "Host: evil.example",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        ]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())

        assert b" 403 " in connection.recv(100)


@pytest.fixture
def handshake(local_aws, aws, unique_name, target):
    """``handshake(secret)`` signs the handshake of a WebSocket as root, and returns the status of the response."""
    api = aws("apigatewayv2").create_api(
        Name=unique_name, ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action"
    )
    address = urlsplit(local_aws.endpoint_url)

    def handshake(secret, more=""):
        request = AWSRequest("GET", f"{local_aws.endpoint_url}/_aws/execute-api/{api['ApiId']}/x")
        credentials = Credentials(target.access_key_id, secret)
        SigV4QueryAuth(credentials, "execute-api", target.region).add_auth(request)
        url = urlsplit(request.url)
        lines = [
            f"GET {url.path}?{url.query}{more} HTTP/1.1",
            f"Host: {url.netloc}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        ]
        with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            return int(connection.recv(100).split()[1])

    return handshake


def test_the_handshake_of_a_websocket_is_accepted_with_the_signature_of_the_root(handshake, local_aws):
    assert handshake(local_aws.secret_access_key) == 101


@pytest.mark.parametrize(("secret", "more"), [("local", ""), ("", ""), (None, "&More=1")])
def test_the_handshake_of_a_websocket_is_refused_without_it(handshake, local_aws, secret, more):
    assert handshake(local_aws.secret_access_key if secret is None else secret, more) == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/_ministack/reset"),
        ("POST", "/_ministack/config"),
        ("GET", "/_ministack/ses/messages"),
        ("GET", "/_ministack/sqs/messages"),
        ("GET", "/_slipway/slack/123456789012"),
        ("PUT", "/_slipway/slack/123456789012/hook"),
    ],
)
@pytest.mark.parametrize("authorization", [None, "Bearer local", "Bearer ", "Basic bG9jYWw6bG9jYWw="])
def test_administrative_paths_need_the_secret(send, method, path, authorization):
    headers = {"Authorization": authorization} if authorization else {}

    assert send(method, path, headers, data="{}").status_code == 403


def test_the_secret_opens_administrative_paths(send, local_aws):
    headers = {"Authorization": f"Bearer {local_aws.secret_access_key}"}

    assert send("GET", "/_ministack/ses/messages", headers).status_code == 200


def test_anyone_on_this_machine_may_post_to_a_webhook(send):
    assert send("POST", "/_slipway/slack/888888888888/hook", json={"text": "x"}).status_code == 200


@pytest.mark.parametrize("secret", ["local", "test", ""])
@pytest.mark.parametrize("access_key_id", ["123456789012", "210987654321", "test"])
@pytest.mark.parametrize(
    ("service", "operation"),
    [("iam", "list_roles"), ("dynamodb", "list_tables"), ("lambda", "list_functions"), ("s3", "list_buckets")],
)
def test_a_root_with_another_secret_is_refused(local_aws, access_key_id, secret, service, operation):
    target = Target(local_aws.endpoint_url, "eu-central-1", access_key_id, secret or "-")

    with pytest.raises(ClientError, match=r"SignatureDoesNotMatch|InvalidSignatureException"):
        getattr(target.client(service), operation)()


def test_a_signature_holds_for_its_body_alone(local_aws):
    request = AWSRequest("POST", f"{local_aws.endpoint_url}/", data=LIST_ROLES, headers={"Content-Type": "text/plain"})
    SigV4Auth(Credentials("123456789012", local_aws.secret_access_key), "iam", "eu-central-1").add_auth(request)
    prepared = request.prepare()
    headers = dict(prepared.headers)

    other = requests.post(prepared.url, data=f"{LIST_ROLES}&PathPrefix=%2F", headers=headers, timeout=30)
    right = requests.post(prepared.url, data=prepared.body, headers=headers, timeout=30)

    assert (other.status_code, right.status_code) == (403, 200)


def test_a_signature_in_the_query_holds_for_its_query_alone(aws):
    url = aws("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")

    assert requests.get(url, timeout=30).status_code == 200
    assert requests.get(f"{url}&More=1", timeout=30).status_code == 403


def test_credentials_in_the_query_need_a_signature(send):
    """As a page sends them in a simple request, which needs no preflight."""
    query = "?X-Amz-Credential=123456789012/20260101/eu-central-1/iam/aws4_request&X-Amz-Algorithm=AWS4-HMAC-SHA256"

    for path in (f"/{query}", f"/{query}&X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Date=20260101T000000Z"):
        answer = send("POST", path, {"Content-Type": "text/plain"}, data=LIST_ROLES)

        assert answer.status_code in (400, 403)
        assert "ListRolesResult" not in answer.text


def test_a_presigned_url_is_checked(aws, local_aws, unique_name, target):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.put_object(Bucket=unique_name, Key="key", Body=b"text")
    parameters = {"Bucket": unique_name, "Key": "key"}
    url = s3.generate_presigned_url("get_object", Params=parameters, ExpiresIn=3600)
    other = Target(local_aws.endpoint_url, target.region, target.access_key_id, "local").client("s3")

    assert requests.get(url, timeout=30).text == "text"
    assert requests.get(url.replace("/key?", "/other?"), timeout=30).status_code == 403
    assert requests.get(other.generate_presigned_url("get_object", Params=parameters), timeout=30).status_code == 403


def test_a_large_body_arrives_whole(aws, unique_name, target):
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    body = bytes(range(256)) * 40_000

    s3.put_object(Bucket=unique_name, Key="key", Body=body)

    assert s3.get_object(Bucket=unique_name, Key="key")["Body"].read() == body


def test_each_instance_has_a_secret_that_its_user_alone_can_read(local_aws):
    record = local_aws.directory / "emulator.json"

    assert len(json.loads(record.read_text())["secret_access_key"]) >= 40
    assert record.stat().st_mode & 0o077 == 0
    assert local_aws.secret_access_key not in repr(local_aws)


def test_the_secret_is_in_no_file_that_others_can_read(local_aws):
    texts = dict(readable_files(local_aws.directory))

    assert texts
    assert not [path for path, text in texts.items() if local_aws.secret_access_key.encode() in text]


def readable_files(folder):
    """Yield the files that others can read; builds of other tests delete some of theirs meanwhile."""
    for parent, _, names in os.walk(folder):
        for path in (Path(parent, name) for name in names):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mode & 0o044:
                    yield path, path.read_bytes()


def intrude(results, url, files):
    """Look for the secret as another user, then try without it; put an outcome for each into ``results``."""
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    for file in files:
        try:
            results.put(file.read_bytes())
        except PermissionError as error:
            results.put(type(error))
    for path, body in (("/_ministack/reset", {}), ("/", dict(parse_qsl(LIST_ROLES)))):
        results.put(requests.post(f"{url}{path}", data=body, timeout=30).status_code)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user")
def test_another_user_finds_no_secret_and_is_refused_without(local_aws):
    files = [local_aws.directory / "emulator.json", Path(f"/proc/{local_aws.pid}/environ")]
    fork = multiprocessing.get_context("fork")  # that user may not be able to read this Python
    results = fork.SimpleQueue()
    process = fork.Process(target=intrude, args=(results, local_aws.endpoint_url, files))

    process.start()
    process.join(60)

    assert process.exitcode == 0
    assert [results.get() for _ in range(4)] == [PermissionError, PermissionError, 403, 403]
