"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html"""

import hashlib
import json

import pytest

SOURCE = """
import os
def handler(event, context):
    return [os.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""


@pytest.fixture
def session(function, role):
    """``session(aws)`` returns the keys of a function's session, and those that MiniStack derives from the ARNs."""

    def start(aws):
        role_arn = role(aws)
        arn = function(aws, SOURCE, role_arn=role_arn)
        keys = json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read())
        digest = hashlib.sha256(f"{arn}:{role_arn}".encode()).hexdigest()
        derived = [hashlib.sha256(f"{name}:{digest}".encode()).hexdigest() for name in ("secret", "token")]
        return keys, [f"ASIA{digest[:16].upper()}", *derived]

    return start


def test_the_secret_and_the_token_are_random(aws, session):
    keys, derived = session(aws)

    assert keys[0] == derived[0]
    assert not set(keys[1:]) & set(derived[1:])


def test_a_function_can_use_its_session(aws, function):
    source = "import boto3\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Arn']"
    arn = function(aws, source)

    callers = [json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read()) for _ in range(2)]

    assert all(caller.startswith("arn:aws:sts::") for caller in callers)


@pytest.mark.upstream
def test_unpatched_ministack_derives_them_from_the_arns(unpatched_aws, session):
    keys, derived = session(unpatched_aws)

    assert keys == derived
