"""https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html

https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json has AWS's answers.
"""

import re
import time
from email.utils import formatdate
from urllib.parse import quote

import boto3
import botocore.auth
import botocore.awsrequest
import pytest
import requests
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from slipway.harness import unique_name

MISSING_2 = "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
MISSING_4 = (
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
    "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
)
NO_DATE = "AWS authentication requires a valid Date or x-amz-date header"


@pytest.fixture(scope="module")
def user(aws):
    """The credentials of a user with all permissions for S3."""
    iam, name = aws("iam"), unique_name()
    iam.create_user(UserName=name)
    iam.attach_user_policy(UserName=name, PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return key["AccessKeyId"], key["SecretAccessKey"]


@pytest.fixture(scope="module")
def root(target):
    return target.access_key_id, target.secret_access_key


@pytest.fixture
def client_of(target):
    """``client_of(credentials, version)`` returns a client that signs with version ``s3`` or ``s3v4``."""

    def create(credentials, version):
        return boto3.client(
            "s3",
            endpoint_url=target.endpoint_url,
            region_name=target.region,
            aws_access_key_id=credentials[0],
            aws_secret_access_key=credentials[1],
            config=Config(signature_version=version, s3={"addressing_style": "path"}),
        )

    return create


@pytest.fixture
def presigned(client_of, user):
    """``presigned(version, operation, …)`` returns a URL with a signature of version ``s3`` or ``s3v4``."""

    def sign(version, operation, **parameters):
        return client_of(user, version).generate_presigned_url(operation, Params=parameters)

    return sign


@pytest.fixture
def bucket(aws, target, bucket_of):
    name = bucket_of(aws, target)
    aws("s3").put_object(Bucket=name, Key="key", Body=b"text")
    return name


def error(response):
    return response.status_code, *re.search("<Code>(.*)</Code><Message>(.*?)</Message>", response.text).groups()


def without(url, name):
    return re.sub(f"[?&]{name}=[^&]*", "", url).replace("key&", "key?")


def test_metadata_in_the_url_is_that_of_the_object(aws, bucket, presigned):
    url = presigned("s3", "put_object", Bucket=bucket, Key="new", Metadata={"a": "b"})
    assert requests.put(url, data=b"text", timeout=30).status_code == 200
    assert aws("s3").head_object(Bucket=bucket, Key="new")["Metadata"] == {"a": "b"}

    refused = requests.put(url, data=b"text", headers={"x-amz-meta-other": "value"}, timeout=30)
    assert refused.status_code == 403


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_headers_of_the_response_may_be_in_the_url(bucket, presigned, version):
    overrides = {"ResponseContentType": "image/jpeg", "ResponseExpires": "Wed, 21 Oct 2015 07:28:00 GMT"}
    response = requests.get(presigned(version, "get_object", Bucket=bucket, Key="key", **overrides), timeout=30)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize("part", ["Signature", "Expires", "AWSAccessKeyId"])
def test_a_url_of_version_2_needs_all_parts(bucket, presigned, part):
    url = without(presigned("s3", "get_object", Bucket=bucket, Key="key"), part)
    assert error(requests.get(url, timeout=30)) == (403, "AccessDenied", MISSING_2)


@pytest.mark.parametrize(
    "part", ["X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"]
)
def test_a_url_of_version_4_needs_all_parts(bucket, presigned, part):
    url = without(presigned("s3v4", "get_object", Bucket=bucket, Key="key"), part)
    assert error(requests.get(url, timeout=30)) == (400, "AuthorizationQueryParametersError", MISSING_4)


def test_a_credential_that_is_encoded_twice_is_malformed(bucket, presigned):
    url = presigned("s3v4", "get_object", Bucket=bucket, Key="key").replace("%2F", "%252F")
    status, code, message = error(requests.get(url, timeout=30))
    assert (status, code) == (400, "AuthorizationQueryParametersError")
    assert message.startswith("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed")


def test_an_expired_url_of_version_2_is_denied(bucket, presigned):
    url = re.sub("Expires=[0-9]+", "Expires=1000000000", presigned("s3", "get_object", Bucket=bucket, Key="key"))
    assert error(requests.get(url, timeout=30)) == (403, "AccessDenied", "Request has expired")


def test_a_changed_url_of_version_2_is_denied(bucket, presigned):
    url = presigned("s3", "get_object", Bucket=bucket, Key="key").replace("/key?", f"/{quote('other')}?")
    response = requests.get(url, timeout=30)
    assert error(response)[:2] == (403, "SignatureDoesNotMatch")
    assert f"/{bucket}/other</StringToSign>" in response.text


@pytest.mark.parametrize("caller", ["user", "root"])
def test_a_bucket_is_signed_with_a_slash_after_its_name(client_of, bucket, caller, request):
    """https://github.com/boto/botocore/blob/1.43.0/botocore/handlers.py (remove_bucket_from_url_paths_from_model)."""
    s3 = client_of(request.getfixturevalue(caller), "s3")
    for operation in ("list_objects_v2", "head_bucket"):
        assert requests.request(
            "HEAD" if operation == "head_bucket" else "GET",
            s3.generate_presigned_url(operation, Params={"Bucket": bucket}),
            timeout=30,
        ).ok

    s3.head_bucket(Bucket=bucket)
    assert s3.get_object(Bucket=bucket, Key="key")["Body"].read() == b"text"
    assert s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "key"}]})["Deleted"] == [{"Key": "key"}]
    assert bucket in [found["Name"] for found in s3.list_buckets()["Buckets"]]


def test_a_url_of_version_2_of_the_root_is_checked_as_one_of_a_user(client_of, bucket, root):
    """boto3 signs it so in us-east-1 and without a region."""
    url = client_of(root, "s3").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert requests.get(url, timeout=30).text == "text"

    assert error(requests.get(url.replace("/key?", "/other?"), timeout=30))[:2] == (403, "SignatureDoesNotMatch")
    assert error(requests.get(without(url, "Signature"), timeout=30)) == (403, "AccessDenied", MISSING_2)
    expired = re.sub("Expires=[0-9]+", "Expires=1000000000", url)
    assert error(requests.get(expired, timeout=30)) == (403, "AccessDenied", "Request has expired")


def test_another_secret_than_that_of_the_root_is_refused_in_version_2(client_of, bucket, root):
    s3 = client_of((root[0], "other"), "s3")
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3.get_object(Bucket=bucket, Key="key")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert error(requests.get(url, timeout=30))[:2] == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("caller", ["user", "root"])
def test_the_date_of_a_header_of_version_2_is_checked(target, bucket, caller, request):
    """https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationTimeStamp."""
    credentials = Credentials(*request.getfixturevalue(caller))

    def get(date, **headers):
        sent = botocore.awsrequest.AWSRequest("GET", f"{target.endpoint_url}/{bucket}/key", headers)
        signer = botocore.auth.HmacV1Auth(credentials)
        signer._get_date = lambda: date
        signer.add_auth(sent)
        return requests.get(sent.url, headers=dict(sent.headers), timeout=30)

    now, before = (formatdate(time.time() - seconds, usegmt=True) for seconds in (0, 3600))
    assert get(now).text == "text"
    assert get("", **{"x-amz-date": now}).text == "text"
    assert error(get(before))[:2] == (403, "RequestTimeTooSkewed")
    assert error(get("", **{"x-amz-date": before}))[:2] == (403, "RequestTimeTooSkewed")
    assert error(get("today")) == (403, "AccessDenied", NO_DATE)


# https://github.com/boto/boto3/issues/4367: other SDKs sign the condition as a parameter
def test_a_condition_in_the_url_is_obeyed(target, bucket, user):
    request = botocore.awsrequest.AWSRequest(
        "PUT", f"{target.endpoint_url}/{bucket}/new", params={"If-None-Match": "*"}, data=b""
    )
    botocore.auth.S3SigV4QueryAuth(Credentials(*user), "s3", target.region).add_auth(request)

    assert requests.put(request.url, timeout=30).status_code == 200
    assert requests.put(request.url, timeout=30).status_code == 412


@pytest.mark.upstream
def test_unpatched_ministack_has_one_error_for_a_url_without_a_date(unpatched_aws, unpatched_target, bucket_of):
    bucket = bucket_of(unpatched_aws, unpatched_target)
    url = unpatched_aws("s3").generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "key"})
    assert "AuthorizationQueryParametersError" not in requests.get(without(url, "X-Amz-Date"), timeout=30).text
