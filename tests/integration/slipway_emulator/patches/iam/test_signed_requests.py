"""Requests whose signature is that of a role, and doesn't cover what they ask for.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
"""

import hashlib
import hmac
import http.client
import json
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit

import boto3
import pytest
import requests
from botocore.auth import S3SigV4Auth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from slipway.harness import unique_name as make_unique_name

LIST_TABLES = {"X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"}


@pytest.fixture(scope="module")
def bucket(aws, target):
    """A bucket of which the caller may use the objects below ``allowed/`` only."""
    s3, name = aws("s3"), make_unique_name()
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": target.region})
    for key in ("allowed/a", "secret/a"):
        s3.put_object(Bucket=name, Key=key, Body=key.encode())
    return name


@pytest.fixture(scope="module")
def caller(aws, target, bucket):
    """The credentials of a role's session."""
    iam, name = aws("iam"), make_unique_name()
    trusting = {"Effect": "Allow", "Principal": {"AWS": target.access_key_id}, "Action": "sts:AssumeRole"}
    objects = {
        "Effect": "Allow",
        "Action": ["s3:*Object", "s3:PutObjectAcl"],
        "Resource": f"arn:aws:s3:::{bucket}/allowed/*",
    }
    secrets = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/secret/*"}
    tables = {"Effect": "Allow", "Action": "dynamodb:ListTables", "Resource": "*"}
    arn = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trusting]})
    )["Role"]["Arn"]
    policy = {"Version": "2012-10-17", "Statement": [objects, secrets, tables]}
    iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=json.dumps(policy))
    keys = aws("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


@pytest.fixture(scope="module")
def s3(target, caller):
    session = boto3.Session(caller.access_key, caller.secret_key, caller.token, target.region)
    config = Config(signature_version="s3v4", proxies={})
    return session.client("s3", endpoint_url=target.endpoint_url, config=config)


@pytest.fixture(scope="module")
def signed(target, caller):
    """``signed(service, method, path, headers, body)`` returns the headers of a signed request."""

    def sign(service, method, path, headers=(), body=b"", credentials=caller):
        request = AWSRequest(method, f"{target.endpoint_url}{path}", data=body, headers=dict(headers))
        (S3SigV4Auth if service == "s3" else SigV4Auth)(credentials, service, target.region).add_auth(request)
        return dict(request.headers)

    return sign


@pytest.fixture(scope="module")
def send(target):
    """``send(method, path, headers, body)`` sends a request as it is given; headers are pairs or a dictionary."""

    def send(method, path, headers=(), body=b""):
        url = urlsplit(target.endpoint_url)
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)
        for name, value in [("Host", url.netloc), *pairs, ("Content-Length", str(len(body)))]:
            if name.lower() not in ("host", "content-length") or name in ("Host", "Content-Length"):
                connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        connection.close()
        return response.status, text

    return send


def as_presigned(scope, key="ASIAVICTIM"):
    """Return the parameters of a presigned URL, with a wrong signature."""
    return urlencode(
        {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{key}/20261128/eu-central-1/{scope}/aws4_request",
            "X-Amz-Date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            "X-Amz-Expires": "900",
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Signature": "0" * 64,
        }
    )


def test_a_signed_request_is_allowed(send, signed):
    status, text = send("POST", "/", signed("dynamodb", "POST", "/", LIST_TABLES, b"{}"), b"{}")
    assert (status, "TableNames" in json.loads(text)) == (200, True)


@pytest.mark.parametrize("authorization", [None, "Basic eDp5", "Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 x=y"])
@pytest.mark.parametrize("scope", ["s3", "dynamodb", "iam", ""])
def test_the_name_of_a_key_is_not_enough(send, caller, authorization, scope):
    headers = LIST_TABLES | ({"Authorization": authorization} if authorization else {})
    status, text = send("POST", f"/?{as_presigned(scope, caller.access_key)}", headers, b"{}")
    assert status in (400, 403), text
    assert "TableNames" not in text


SCOPED = "Credential={key}/20261128/eu-central-1/dynamodb/aws4_request"
SIGNED = f"{SCOPED}, SignedHeaders=host, Signature=0"


@pytest.mark.parametrize(
    "authorization",
    [
        f"AWS4-HMAC-SHA256 {SCOPED}",
        f"AWS4-HMAC-SHA256 {SCOPED}, SignedHeaders=, Signature=",
        f"AWS4-HMAC-SHA256 X-{SIGNED}",
        f"AWS4-HMAC-SHA1 {SIGNED}",
        f"AWS4-HMAC-SHA256\t{SIGNED}",
        "AWS4-ECDSA-P256-SHA256 Credential={key}/20261128/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        "AWS {key}:c2lnbmF0dXJl",
        "AWS {key}:",
        "aws4-hmac-sha256 credential={key}/20261128/eu-central-1/dynamodb/aws4_request",
        "Credential={key}/20261128/eu-central-1/dynamodb/aws4_request",
    ],
)
@pytest.mark.parametrize("is_root", [False, True])
def test_a_strange_authorization_is_refused(send, target, caller, authorization, is_root):
    key = target.access_key_id if is_root else caller.access_key
    headers = LIST_TABLES | {
        "Authorization": authorization.format(key=key),
        "X-Amz-Date": datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
        "X-Amz-Security-Token": caller.token,
    }
    status, text = send("POST", "/", headers, b"{}")
    assert status in (400, 403), text
    assert "TableNames" not in text


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("other", ["Basic eDp5", "AWS4-HMAC-SHA256 Credential={root}/20261128/eu-central-1/iam/x", ""])
def test_two_authorization_headers_are_refused(send, signed, target, other, is_first):
    pairs = list(signed("dynamodb", "POST", "/", LIST_TABLES, b"{}").items())
    second = ("Authorization", other.format(root=target.access_key_id))
    status, text = send("POST", "/", [second, *pairs] if is_first else [*pairs, second], b"{}")
    assert status in (400, 403), text
    assert "TableNames" not in text


@pytest.mark.parametrize("with_hash", [True, False])
def test_a_body_that_was_changed_is_refused(send, signed, with_hash):
    body = b'{"Limit": 1}'
    more = {"X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()} if with_hash else {}
    headers = signed("dynamodb", "POST", "/", LIST_TABLES | more, body)
    assert send("POST", "/", headers, body)[0] == 200
    status, text = send("POST", "/", headers, b'{"Limit": 2}')
    assert (status, "Signature" in text) == (400, True)


@pytest.mark.parametrize("is_root", [False, True])
def test_an_object_that_was_changed_is_refused(send, signed, target, caller, bucket, aws, is_root):
    credentials = Credentials(target.access_key_id, target.secret_access_key) if is_root else caller
    path = f"/{bucket}/allowed/changed"
    headers = signed("s3", "PUT", path, {}, b"original", credentials)
    status, text = send("PUT", path, headers, b"tampered")
    assert status in (400, 403), text
    assert "Key" not in str(aws("s3").list_objects_v2(Bucket=bucket, Prefix="allowed/changed").get("Contents"))


@pytest.mark.parametrize(
    ("method", "change"),
    [
        ("GET", lambda url: url.replace("allowed/a", "secret/a")),
        ("PUT", lambda url: url),
        ("DELETE", lambda url: url),
        ("GET", lambda url: url + "&versionId=null"),
        ("GET", lambda url: url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000")),
        ("GET", lambda url: url.partition("&X-Amz-Security-Token")[0]),
        ("GET", lambda url: url.replace("X-Amz-Signature=", "X-Amz-Signature=0")),
    ],
)
def test_a_presigned_url_allows_what_was_signed(s3, send, bucket, target, method, change):
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "allowed/a"}, ExpiresIn=60)
    path = url.removeprefix(target.endpoint_url)
    assert send("GET", path) == (200, "allowed/a")
    status, text = send(method, change(path))
    assert status in (400, 403), text


def test_a_presigned_url_has_the_permissions_of_its_signer(s3, send, bucket, target):
    for operation, key in (("put_object", "secret/a"), ("delete_object", "secret/a"), ("get_object", "other")):
        url = s3.generate_presigned_url(operation, Params={"Bucket": bucket, "Key": key})
        method = operation.partition("_")[0].upper()
        assert send(method, url.removeprefix(target.endpoint_url))[0] == 403


@pytest.mark.parametrize("expires", ["604801", "-1", "0x10", ""])
def test_a_presigned_url_is_valid_for_a_week_at_most(s3, send, bucket, target, expires):
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "allowed/a"}, ExpiresIn=60)
    request = AWSRequest("GET", f"{target.endpoint_url}/{bucket}/allowed/a")
    signer = SigV4QueryAuth(s3._request_signer._credentials, "s3", target.region, expires=expires)
    signer.payload = lambda _: "UNSIGNED-PAYLOAD"
    signer.add_auth(request)
    assert send("GET", request.url.removeprefix(target.endpoint_url))[0] in (400, 403), url


@pytest.mark.parametrize(
    "header",
    [("x-amz-copy-source", "/{bucket}/secret/a"), ("x-amz-acl", "public-read"), ("x-amz-meta-a", "b")],
)
def test_a_header_of_s3_that_was_not_signed_is_refused(s3, send, signed, bucket, target, header):
    header = header[0], header[1].format(bucket=bucket)
    url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "allowed/copy"})
    presigned = send("PUT", url.removeprefix(target.endpoint_url), [header])
    path = f"/{bucket}/allowed/copy"
    in_header = send("PUT", path, [*signed("s3", "PUT", path).items(), header])
    for status, text in (presigned, in_header):
        assert (status, "There were headers present in the request which were not signed" in text) == (403, True)


def test_a_signature_without_the_host_is_refused(send, signed):
    headers = signed("dynamodb", "POST", "/", LIST_TABLES, b"{}")
    assert "SignedHeaders=content-type;host;" in headers["Authorization"]
    headers["Authorization"] = headers["Authorization"].replace("host;", "")
    assert send("POST", "/", headers, b"{}")[0] in (400, 403)


def chunked(caller, target, path, chunks, *, change=lambda body: body):
    """Return the headers and the body of an upload in signed chunks."""
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{target.region}/s3/aws4_request"
    headers = {
        "host": urlsplit(target.endpoint_url).netloc,
        "content-encoding": "aws-chunked",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x-amz-date": now,
        "x-amz-decoded-content-length": str(sum(map(len, chunks))),
        "x-amz-security-token": caller.token,
    }
    key = f"AWS4{caller.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = f"PUT\n{path}\n\n{lines}\n{names}\n{headers['x-amz-content-sha256']}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signature = hmac.new(key, f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{digest}".encode(), "sha256").hexdigest()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={caller.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    body, empty = b"", hashlib.sha256(b"").hexdigest()
    for chunk in [*chunks, b""]:
        text = "\n".join(["AWS4-HMAC-SHA256-PAYLOAD", now, scope, signature, empty, hashlib.sha256(chunk).hexdigest()])
        signature = hmac.new(key, text.encode(), "sha256").hexdigest()
        body += f"{len(chunk):x};chunk-signature={signature}\r\n".encode() + chunk + b"\r\n"
    return headers, change(body)


CHUNKS = [b"a" * 8192, b"b" * 8192, b"c"]


def test_an_upload_in_signed_chunks_is_stored(send, caller, target, bucket, s3):
    path = f"/{bucket}/allowed/chunked"
    assert send("PUT", path, *chunked(caller, target, path, CHUNKS))[0] == 200
    assert s3.get_object(Bucket=bucket, Key="allowed/chunked")["Body"].read() == b"".join(CHUNKS)


def _without_the_second_chunk(body):
    start = body.index(b"\r\n", 8192) + 2
    end = body.index(b"1;chunk-signature")
    return body[:start] + body[end:]


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace(b"bbbb", b"bbbx", 1),
        _without_the_second_chunk,
        lambda body: body[: body.rindex(b"0;chunk-signature")],
        lambda body: body + b"4;chunk-signature=0\r\nmore\r\n",
        lambda body: body.replace(b"chunk-signature", b"other-signature"),
        lambda _: b"4\r\nmore\r\n0\r\n\r\n",
        lambda _: b"",
    ],
)
def test_an_upload_with_changed_chunks_is_refused(send, caller, target, bucket, aws, change):
    path = f"/{bucket}/allowed/changed-chunks"
    status, text = send("PUT", path, *chunked(caller, target, path, CHUNKS, change=change))
    assert status in (400, 403), text
    assert "Contents" not in aws("s3").list_objects_v2(Bucket=bucket, Prefix="allowed/changed-chunks")


def test_an_upload_in_signed_chunks_needs_the_permission(send, caller, target, bucket):
    path = f"/{bucket}/secret/chunked"
    assert send("PUT", path, *chunked(caller, target, path, CHUNKS))[0] == 403


def test_an_anonymous_request_is_refused(send, bucket):
    for method, path in (("GET", f"/{bucket}/allowed/a"), ("PUT", f"/{bucket}/allowed/b"), ("DELETE", f"/{bucket}")):
        assert send(method, path)[0] == 403


@pytest.mark.upstream
def test_unpatched_ministack_accepts_another_body(unpatched_aws, unpatched_target, assume):
    _, client = assume(unpatched_aws, unpatched_target, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    body = b'{"Limit": 1}'
    headers = LIST_TABLES | {"X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()}
    request = AWSRequest("POST", f"{unpatched_target.endpoint_url}/", data=body, headers=headers)
    SigV4Auth(client("sts")._request_signer._credentials, "dynamodb", unpatched_target.region).add_auth(request)

    response = requests.post(request.url, data=b'{"Limit": 2}', headers=dict(request.headers), timeout=30)

    assert response.status_code == 200
