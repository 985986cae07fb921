"""A function reads a secret with the permissions of the module, and no other one."""

import json

import pytest

from .conftest import deploy

EXAMPLE = "secret/minimal"
READ = """
import boto3
from botocore.exceptions import ClientError


def handler(event, context):
    try:
        if event["store"] == "ssm":
            return boto3.client("ssm").get_parameter(Name=event["name"], WithDecryption=True)["Parameter"]["Value"]
        return boto3.client("secretsmanager").get_secret_value(SecretId=event["name"])["SecretString"]
    except ClientError as error:
        return error.response["Error"]["Code"]
"""


@pytest.fixture(scope="module")
def read(aws):
    """``read(function, store, name)`` has a function read a secret; returns the value or the error's code."""

    def read(function, store, name):
        event = json.dumps({"store": store, "name": name})
        return json.loads(aws("lambda").invoke(FunctionName=f"{function}:live", Payload=event)["Payload"].read())

    return read


def test_a_function_reads_the_value_that_was_set_outside_of_terraform(stack, aws, read):
    function, name, secrets = stack.outputs["function_name"], stack.outputs["name"], aws("secretsmanager")
    deploy(aws("lambda"), function, READ)
    secrets.put_secret_value(SecretId=name, SecretString="42")
    other = f"{name}-of-others"
    secrets.create_secret(Name=other, SecretString="1")
    try:
        assert read(function, "secretsmanager", name) == "42"
        assert read(function, "secretsmanager", other) == "AccessDeniedException"
    finally:
        secrets.delete_secret(SecretId=other, ForceDeleteWithoutRecovery=True)


def test_a_function_reads_a_parameter_that_its_key_encrypts(examples, aws, read):
    outputs, ssm = examples.outputs("secret/complete"), aws("ssm")
    function, name = outputs["function_name"], outputs["name"]
    deploy(aws("lambda"), function, READ)
    ssm.put_parameter(Name=name, Value="42", Type="SecureString", KeyId=outputs["kms_key_arn"])
    try:
        assert read(function, "ssm", name) == "42"
        assert read(function, "ssm", f"{name}-of-others") == "AccessDeniedException"
    finally:
        ssm.delete_parameter(Name=name)
