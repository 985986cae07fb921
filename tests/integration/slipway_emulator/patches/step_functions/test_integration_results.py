"""https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html

Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/services
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/error_handling
"""

import json
import re

import pytest

from slipway.harness import unique_name

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ECHO = "def handler(event, context):\n    return event\n"
JSON = "application/x-amz-json-1.0"


def task(resource, **parameters):
    """Return the definition of a machine that calls a service."""
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True}
    return {"StartAt": "A", "States": {"A": state}}


@pytest.fixture
def succeed(aws, execute):
    """``succeed(resource, **parameters)`` returns the output of a task, and the headers within."""

    def succeed(resource, **parameters):
        execution, _ = execute(aws, task(resource, **parameters), {}, ALL)
        output = json.loads(execution["output"])
        metadata = output.pop("SdkHttpMetadata")
        headers = metadata["HttpHeaders"]
        assert metadata["HttpStatusCode"] == 200
        assert metadata["AllHttpHeaders"] == {name: [value] for name, value in headers.items()}
        assert output.pop("SdkResponseMetadata") == {"RequestId": headers["x-amzn-RequestId"]}
        return output, headers

    return succeed


def test_the_result_of_a_function_has_its_version_and_metadata(aws, function, succeed):
    name = function(aws, ECHO).split(":")[6]
    output, headers = succeed("lambda:invoke", FunctionName=name, Qualifier="live", Payload={"a": "ä"})
    assert output == {"ExecutedVersion": "1", "Payload": {"a": "ä"}, "StatusCode": 200}
    assert (headers["Content-Length"], headers["X-Amz-Executed-Version"]) == ("11", "1")


def test_the_result_of_a_message_has_metadata(aws, queue, succeed):
    output, headers = succeed("sqs:sendMessage", QueueUrl=queue(aws).url, MessageBody="a")
    assert set(output) == {"MD5OfMessageBody", "MessageId"}
    assert (headers["Content-Length"], headers["Content-Type"], headers["connection"]) == ("106", JSON, "keep-alive")


def test_a_message_keeps_its_attributes(aws, queue, succeed):
    """https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html"""
    sent = queue(aws)
    topic = aws("sns").create_topic(Name=unique_name())["TopicArn"]
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": sent.arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    aws("sqs").set_queue_attributes(QueueUrl=sent.url, Attributes={"Policy": policy})
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=sent.arn)
    attribute = {"a": {"DataType": "String", "StringValue": "b"}}
    _, headers = succeed("sns:publish", TopicArn=topic, Message={"m": 1}, MessageAttributes=attribute)
    assert headers["Content-Type"] == "text/xml"
    (received,) = (json.loads(text) for text in sent.receive())
    assert (received["Message"], received["MessageAttributes"]) == (
        '{"m":1}',
        {"a": {"Type": "String", "Value": "b"}},
    )


def test_an_object_is_json_where_a_service_has_text(aws, execute):
    name = unique_name()
    execute(aws, task("aws-sdk:secretsmanager:createSecret", Name=name, SecretString={"a": [1]}), {}, ALL)
    assert aws("secretsmanager").get_secret_value(SecretId=name)["SecretString"] == '{"a":[1]}'


REFUSED = {
    "dynamodb:putItem": (
        {"TableName": "no-table", "Item": {"a": {"S": "b"}}},
        "DynamoDB.ResourceNotFoundException",
        (
            r"Requested resource not found \(Service: AmazonDynamoDBv2; Status Code: 400; "
            r"Error Code: ResourceNotFoundException; Request ID: [^;]+; Proxy: null\)"
        ),
    ),
    "lambda:invoke": (
        {"FunctionName": "no-function"},
        "Lambda.ResourceNotFoundException",
        (
            r"Function not found: arn:aws:lambda:[\w-]+:\d+:function:no-function:\$LATEST \(Service: AWSLambda; "
            r"Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [^;]+; Proxy: null\)"
        ),
    ),
    "sns:publish": (
        {"TopicArn": "arn:aws:sns:us-east-1:{account}:no-topic", "Message": "a"},
        "SNS.NotFoundException",
        (
            r"Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; "
            r"Request ID: [^;]+; Proxy: null\)"
        ),
    ),
    "states:startExecution": (
        {"StateMachineArn": "arn:aws:states:us-east-1:{account}:stateMachine:no"},
        "StepFunctions.StateMachineDoesNotExistException",
        (
            r"State Machine Does Not Exist: 'arn:[^']+' \(Service: AWSStepFunctions; Status Code: 400; "
            r"Error Code: StateMachineDoesNotExist; Request ID: [^;]+; Proxy: null\)"
        ),
    ),
    "events:putEvents": (
        {"Entries": [{"Detail": "no", "DetailType": "t", "Source": "s"}]},
        "EventBridge.FailedEntry",
        r'{"FailedEntryCount":1,"Entries":\[{"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}\]}',
    ),
    "aws-sdk:sfn:sendTaskSuccess": (
        {"TaskToken": "no", "Output": "{}"},
        "Sfn.InvalidTokenException",
        (
            r"Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: [^)]+\) "
            r"\(SDK Attempt Count: 1\)"
        ),
    ),
    "aws-sdk:s3:listObjects": (
        {"Bucket": "no-such-bucket-of-slipway"},
        "S3.NoSuchBucketException",
        (
            r"The specified bucket does not exist \(Service: S3, Status Code: 404, Request ID: [^)]+, "
            r"Extended Request ID: [^)]+\) \(SDK Attempt Count: 1\)"
        ),
    ),
}


def test_a_refused_call_has_the_error_of_the_sdk(aws, execute):
    account = aws("sts").get_caller_identity()["Account"]
    for resource, (parameters, error, cause) in REFUSED.items():
        given = json.loads(json.dumps(parameters).replace("{account}", account))
        execution, _ = execute(aws, task(resource, **given), {}, ALL)
        assert (resource, execution.get("error")) == (resource, error), execution["cause"]
        assert re.fullmatch(cause, execution["cause"]), execution["cause"]


@pytest.mark.upstream
def test_unpatched_ministack_returns_no_metadata(unpatched_aws, queue, execute):
    definition = task("sqs:sendMessage", QueueUrl=queue(unpatched_aws).url, MessageBody="a")
    assert "SdkHttpMetadata" not in execute(unpatched_aws, definition, {})[0]["output"]
