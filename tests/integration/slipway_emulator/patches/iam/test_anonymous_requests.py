"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"""

import json

import pytest
import requests


@pytest.fixture
def bucket(aws, target, unique_name):
    """A bucket that anyone may read, and nobody else may write."""
    s3 = aws("s3")
    s3.create_bucket(Bucket=unique_name, CreateBucketConfiguration={"LocationConstraint": target.region})
    s3.delete_public_access_block(Bucket=unique_name)
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{unique_name}/*",
    }
    s3.put_bucket_policy(Bucket=unique_name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    s3.put_object(Bucket=unique_name, Key="key", Body=b"text")
    return unique_name


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("HEAD", "/"), ("PUT", "/anonymous-bucket"), ("GET", "/clusters")]
)
def test_a_request_without_credentials_is_rejected(aws, target, method, path):
    response = requests.request(method, f"{target.endpoint_url}{path}", timeout=30)

    assert response.status_code in (403, 405)
    assert "anonymous-bucket" not in [bucket["Name"] for bucket in aws("s3").list_buckets()["Buckets"]]


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic dXNlcjpwYXNzd29yZA==",
        "Bearer x",
        "AWS ",
        "aws4-hmac-sha256 Credential=123456789012/20261128/eu-central-1/iam/aws4_request",
        "Bearer x, AWS4-HMAC-SHA256 Credential=123456789012/20261128/eu-central-1/iam/aws4_request",
    ],
)
@pytest.mark.parametrize("action", ["ListRoles", "CreateUser", "GetCallerIdentity"])
def test_credentials_of_another_scheme_are_none(target, action, authorization):
    version = "2011-06-15" if action == "GetCallerIdentity" else "2010-05-08"
    data = {"Action": action, "Version": version, "UserName": "anonymous"}

    response = requests.post(target.endpoint_url, data, headers={"Authorization": authorization}, timeout=30)

    assert response.status_code == 403
    assert "MissingAuthenticationToken" in response.text


@pytest.mark.parametrize(
    ("target_header", "path"),
    [
        ("DynamoDB_20120810.ListTables", "/"),
        ("AmazonSQS.ListQueues", "/"),
        ("CodePipeline_20150709.ListPipelines", "/"),
        ("CodeBuild_20161006.ListProjects", "/"),
        ("", "/2015-03-31/functions"),
        ("", "/restapis"),
    ],
)
def test_each_service_rejects_credentials_of_another_scheme(target, target_header, path):
    headers = {"Authorization": "Basic dXNlcjpwYXNzd29yZA==", "Content-Type": "application/x-amz-json-1.0"}
    send = requests.get
    if target_header:
        headers["X-Amz-Target"] = target_header
        send = requests.post

    response = send(f"{target.endpoint_url}{path}", headers=headers, timeout=30)

    assert response.status_code in (400, 403)
    assert "MissingAuthenticationToken" in response.text or "AccessDenied" in response.text  # of SQS


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("PUT", 403), ("DELETE", 403)])
def test_a_bucket_policy_can_open_a_bucket(target, bucket, method, status):
    assert requests.request(method, f"{target.endpoint_url}/{bucket}/key", timeout=30).status_code == status


def test_an_operation_that_needs_no_signature_is_carried_out(target):
    body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=x&RoleSessionName=x&WebIdentityToken=x"
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Host": "sts.eu-central-1.amazonaws.com"}

    response = requests.post(target.endpoint_url, data=body, headers=headers, timeout=30)

    assert "MissingAuthenticationToken" not in response.text


@pytest.mark.upstream
def test_unpatched_ministack_creates_a_bucket(unpatched_target):
    assert requests.put(f"{unpatched_target.endpoint_url}/anonymous-bucket", timeout=30).status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_takes_another_scheme_for_the_root(unpatched_target):
    data, headers = "Action=ListRoles&Version=2010-05-08", {"Authorization": "Basic dXNlcjpwYXNzd29yZA=="}
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    assert requests.post(unpatched_target.endpoint_url, data, headers=headers, timeout=30).status_code == 200
