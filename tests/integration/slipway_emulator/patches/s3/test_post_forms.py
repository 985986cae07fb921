"""https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html."""

import json

import boto3
import pytest
import requests
from botocore.config import Config

from slipway.harness import unique_name


def role_credentials(aws, actions):
    """Return the temporary credentials of a role that may do ``actions``."""
    name, principal = unique_name(), {"AWS": aws("sts").get_caller_identity()["Account"]}
    policies = [
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
        for statement in (
            {"Principal": principal, "Action": "sts:AssumeRole"},
            {"Action": actions, "Resource": "*"},
        )
    ]
    trust, permissions = map(json.dumps, policies)
    arn = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    aws("iam").put_role_policy(RoleName=name, PolicyName="actions", PolicyDocument=permissions)
    return aws("sts").assume_role(RoleArn=arn, RoleSessionName="form")["Credentials"]


def form_of(credentials, target, bucket, version):
    """Return the URL and the fields of a form for the key ``key``, with a signature of version ``s3`` or ``s3v4``."""
    s3 = boto3.client(
        "s3",
        endpoint_url=target.endpoint_url,
        region_name=target.region,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        config=Config(signature_version=version, s3={"addressing_style": "path"}),
    )
    form = s3.generate_presigned_post(bucket, "key")
    return form["url"], form["fields"]


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_role_may_sign_a_form(aws, target, bucket_of, version):
    bucket = bucket_of(aws, target)
    url, fields = form_of(role_credentials(aws, "s3:PutObject"), target, bucket, version)

    changed = {**fields, "x-amz-security-token": "other"}
    assert requests.post(url, data=changed, files={"file": b"text"}, timeout=30).status_code == 400
    assert requests.post(url, data=fields, files={"file": b"text"}, timeout=30).status_code == 204
    assert aws("s3").get_object(Bucket=bucket, Key="key")["Body"].read() == b"text"


def test_a_form_of_a_role_that_may_not_write_is_denied(aws, target, bucket_of):
    url, fields = form_of(role_credentials(aws, "s3:GetObject"), target, bucket_of(aws, target), "s3v4")
    assert requests.post(url, data=fields, files={"file": b"text"}, timeout=30).status_code == 403


def test_what_follows_the_file_is_ignored(aws, target, bucket_of):
    bucket = bucket_of(aws, target)
    form = aws("s3").generate_presigned_post(bucket, "key")
    before, after = {"Content-Type": "text/css"}, [("file", b"text"), ("submit", (None, "Send")), ("key", (None, "b"))]

    assert requests.post(form["url"], data=form["fields"], files=after, timeout=30).status_code == 204
    (found,) = aws("s3").list_objects_v2(Bucket=bucket)["Contents"]
    assert found["Key"] == "key"
    refused = requests.post(form["url"], data={**form["fields"], **before}, files=after, timeout=30)
    assert (refused.status_code, "Extra input fields: content-type" in refused.text) == (403, True)


@pytest.mark.upstream
def test_unpatched_ministack_refuses_a_field_after_the_file(unpatched_aws, unpatched_target, bucket_of):
    form = unpatched_aws("s3").generate_presigned_post(bucket_of(unpatched_aws, unpatched_target), "key")
    files = [("file", b"text"), ("submit", (None, "Send"))]
    assert requests.post(form["url"], data=form["fields"], files=files, timeout=30).status_code == 403
