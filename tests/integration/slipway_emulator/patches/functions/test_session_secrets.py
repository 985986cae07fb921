"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html"""

import hashlib

import boto3
import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    return None\n"


@pytest.fixture
def guess(function, role):
    """``guess(aws, target)`` computes a function's credentials from the two ARNs, and returns whose they are."""

    def guess(aws, target):
        role_arn = role(aws)
        function_arn = function(aws, SOURCE, role_arn=role_arn).rpartition(":")[0]
        aws("lambda").invoke(FunctionName=function_arn)
        digest = hashlib.sha256(f"{function_arn}:{role_arn}".encode()).hexdigest()
        secret, token = (hashlib.sha256(f"{word}:{digest}".encode()).hexdigest() for word in ("secret", "token"))
        session = boto3.Session(f"ASIA{digest[:16].upper()}", secret, token, region_name=target.region)
        return session.client("sts", endpoint_url=target.endpoint_url).get_caller_identity()["Arn"], role_arn

    return guess


def test_the_credentials_of_a_function_cannot_be_computed(aws, target, guess):
    with pytest.raises(ClientError):
        guess(aws, target)


def test_a_function_calls_aws_with_its_credentials(aws, function):
    source = """
import boto3

def handler(event, context):
    return boto3.client("sts").get_caller_identity()["Arn"]
"""
    arn = function(aws, source)

    assert b":assumed-role/" in aws("lambda").invoke(FunctionName=arn)["Payload"].read()


@pytest.mark.upstream
def test_unpatched_ministack_derives_them_from_arns(unpatched_aws, unpatched_target, guess):
    caller, role_arn = guess(unpatched_aws, unpatched_target)

    assert f":assumed-role/{role_arn.rpartition('/')[2]}/" in caller
