"""https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json
"""

import pytest

from slipway.harness import eventually
from tests.support.service_errors import error_of

# As AWS's template for such functions does it, without its checks.
ROTATION = """
import boto3

def handler(event, context):
    client, secret, token = boto3.client("secretsmanager"), event["SecretId"], event["ClientRequestToken"]
    stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
    if event["Step"] == "createSecret":
        old = client.get_secret_value(SecretId=secret)["SecretString"]
        client.put_secret_value(SecretId=secret, ClientRequestToken=token, SecretString=old + event["Step"],
                                VersionStages=["AWSPENDING"])
    if event["Step"] == "setSecret" and stages[token] != ["AWSPENDING"]:
        raise ValueError(stages)
    if event["Step"] == "finishSecret":
        current = next(each for each, labels in stages.items() if "AWSCURRENT" in labels)
        client.update_secret_version_stage(SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token,
                                           RemoveFromVersionId=current)
"""
ALL = {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}


def permit(aws, function):
    principal = {"Action": "lambda:InvokeFunction", "Principal": "secretsmanager.amazonaws.com"}
    name, _, alias = function.rpartition(":")
    aws("lambda").add_permission(FunctionName=name, Qualifier=alias, StatementId="rotation", **principal)


def test_the_function_rotates_the_secret(aws, function, unique_name):
    client, arn = aws("secretsmanager"), function(aws, ROTATION, ALL, Timeout=30)
    permit(aws, arn)
    old = client.create_secret(Name=unique_name, SecretString="1")["VersionId"]
    rules = {"AutomaticallyAfterDays": 1}
    new = client.rotate_secret(SecretId=unique_name, RotationLambdaARN=arn, RotationRules=rules)["VersionId"]

    def rotated():
        described = client.describe_secret(SecretId=unique_name)
        assert described["VersionIdsToStages"] == {old: ["AWSPREVIOUS"], new: ["AWSCURRENT"]}
        return described

    described = eventually(rotated, timeout=60)
    assert (described["RotationEnabled"], described["RotationRules"]) == (True, rules)
    assert (described["NextRotationDate"] - described["LastRotatedDate"]).days == 1
    assert client.get_secret_value(SecretId=unique_name)["SecretString"] == "1createSecret"


def test_a_rotation_without_a_function_or_its_permission_is_refused(aws, function, unique_name):
    client, arn = aws("secretsmanager"), function(aws, ROTATION)
    client.create_secret(Name=unique_name, SecretString="1")
    assert error_of(client.rotate_secret, SecretId=unique_name) == (
        "InvalidRequestException",
        "No Lambda rotation function ARN is associated with this secret.",
    )
    for each in arn, arn.replace("live", "none"), arn.rpartition(":")[0] + "none":
        code, message = error_of(client.rotate_secret, SecretId=unique_name, RotationLambdaARN=each)
        assert code == "AccessDeniedException"
        assert message.startswith("Secrets Manager cannot invoke the specified Lambda function. Ensure")
    assert not [name for name in client.describe_secret(SecretId=unique_name) if name.startswith("Rotation")]


@pytest.mark.upstream
def test_unpatched_ministack_invokes_nothing(unpatched_aws, unique_name):
    client = unpatched_aws("secretsmanager")
    client.create_secret(Name=unique_name, SecretString="1")
    assert client.rotate_secret(SecretId=unique_name)["VersionId"]
