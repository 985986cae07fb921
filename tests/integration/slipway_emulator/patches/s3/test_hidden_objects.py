"""https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"""

import json

import pytest
from botocore import UNSIGNED
from botocore.config import Config


def allow(action, resource):
    return {"Effect": "Allow", "Action": f"s3:{action}", "Resource": f"arn:aws:s3:::{resource}"}


def reads(client, bucket, key):
    named = {"Bucket": bucket, "Key": key}
    return lambda: client.get_object(**named), lambda: client.head_object(**named)


@pytest.mark.parametrize(("may_list", "codes"), [(False, ["AccessDenied", "403"]), (True, ["NoSuchKey", "404"])])
def test_who_may_not_list_does_not_learn_that_an_object_is_not_there(
    s3, aws, target, assume, unique_name, refusal, may_list, codes
):
    s3.put_object(Bucket=unique_name, Key="a key")
    statements = [allow("GetObject", f"{unique_name}/*"), *([allow("ListBucket", unique_name)] if may_list else [])]
    client = assume(aws, target, *statements)[1]("s3")
    for read in reads(client, unique_name, "a key"):
        read()
    assert [refusal(read)["Code"] for read in reads(client, unique_name, "other")] == codes


def test_the_root_learns_it(s3, unique_name, refusal):
    assert [refusal(read)["Code"] for read in reads(s3, unique_name, "other")] == ["NoSuchKey", "404"]


@pytest.mark.parametrize(("action", "codes"), [("GetObject", ["AccessDenied", "403"]), ("*", ["NoSuchKey", "404"])])
def test_a_request_without_a_signature_learns_it_from_a_public_list_only(
    s3, target, unique_name, refusal, action, codes
):
    s3.delete_public_access_block(Bucket=unique_name)
    resources = [f"arn:aws:s3:::{unique_name}", f"arn:aws:s3:::{unique_name}/*"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": f"s3:{action}", "Resource": resources}
    s3.put_bucket_policy(Bucket=unique_name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    s3.put_object(Bucket=unique_name, Key="key")
    client = target.client("s3", Config(signature_version=UNSIGNED))
    for read in reads(client, unique_name, "key"):
        read()
    assert [refusal(read)["Code"] for read in reads(client, unique_name, "other")] == codes


@pytest.mark.upstream
def test_unpatched_ministack_answers_404(unpatched_aws, unpatched_target, unpatched_s3, assume, unique_name, refusal):
    client = assume(unpatched_aws, unpatched_target, allow("GetObject", f"{unique_name}/*"))[1]("s3")
    assert [refusal(read)["Code"] for read in reads(client, unique_name, "other")] == ["NoSuchKey", "404"]
