"""An event that reaches a function before its first deployment isn't lost: `slipway dlq redrive` delivers it."""

import io
import json
import zipfile
from pathlib import Path

from slipway.dead_letters.redrive import Redrive, redrive
from slipway.harness import eventually

PLACEHOLDER = Path(__file__).parents[4] / "modules" / "lambda" / "placeholder" / "python.zip"
SOURCE = """
import boto3, json, os
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=os.environ["ANSWERS"], MessageBody=json.dumps(event))
"""


def test_an_event_for_the_placeholder_is_delivered_after_the_deployment(aws, target, unique_name):
    sqs, function = aws("sqs"), aws("lambda")
    name = f"{unique_name}-dead-letter"
    letters, answers = (sqs.create_queue(QueueName=each)["QueueUrl"] for each in (name, f"{unique_name}-answers"))
    arn = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    function.create_function(
        FunctionName=unique_name,
        Runtime="python3.13",
        Handler="main.handler",
        Role=_role(aws, unique_name),
        Code={"ZipFile": PLACEHOLDER.read_bytes()},
        Environment={"Variables": {"ANSWERS": answers}},
        Publish=True,
    )
    alias = function.create_alias(FunctionName=unique_name, Name="live", FunctionVersion="1")["AliasArn"]
    function.put_function_event_invoke_config(
        FunctionName=unique_name,
        Qualifier="live",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )
    event = {"source": "aws.codepipeline", "detail": {"state": "STARTED"}}
    function.invoke(FunctionName=alias, InvocationType="Event", Payload=json.dumps(event))

    def given_up():
        found = sqs.get_queue_attributes(QueueUrl=letters, AttributeNames=["ApproximateNumberOfMessages"])
        assert found["Attributes"]["ApproximateNumberOfMessages"] == "1"

    eventually(given_up, timeout=30)
    _deploy(function, unique_name)
    redrive(target, name, [], result := Redrive(), rate=1000, to="", on_done=print)

    assert (result.redriven, result.failed) == (1, 0)
    (message,) = sqs.receive_message(QueueUrl=answers, WaitTimeSeconds=20)["Messages"]
    assert json.loads(message["Body"]) == event


def _role(aws, name):
    principal = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    trust, policy = (json.dumps({"Version": "2012-10-17", "Statement": [each]}) for each in (principal, allowed))
    arn = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    aws("iam").put_role_policy(RoleName=name, PolicyName="send", PolicyDocument=policy)
    return arn


def _deploy(function, name):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", SOURCE)
    function.update_function_code(FunctionName=name, ZipFile=buffer.getvalue())
    function.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    version = function.publish_version(FunctionName=name)["Version"]
    function.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
