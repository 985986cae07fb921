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
