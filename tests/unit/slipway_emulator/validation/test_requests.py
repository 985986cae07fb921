import json
from urllib.parse import urlencode

import pytest

from slipway_emulator.models.service_models import Request
from slipway_emulator.validation import requests

REGION = "eu-west-1"


def call_json(service, operation, body):
    headers = {"x-amz-target": f"Prefix.{operation}"}
    return requests.rejection(Request(service, "POST", "/", headers, json.dumps(body).encode(), {}, REGION))


def call_query(service, **parameters):
    return requests.rejection(Request(service, "POST", "/", {}, urlencode(parameters).encode(), {}, REGION))


def error_response(service, operation, body):
    return call_json(service, operation, body).response


@pytest.mark.parametrize(
    ("values", "is_readable"),
    [
        ({"repositoryName": "name", "policyText": "{}"}, True),
        ({"repositoryName": "", "policyText": "{}"}, True),
        ({"repositoryName": 1}, False),
    ],
)
def test_a_body_with_other_types_than_the_model_has_is_not_readable(values, is_readable):
    assert call_json("ecr", "SetRepositoryPolicy", values).is_readable is is_readable


def test_a_form_always_is_readable():
    assert call_query("sts", Action="AssumeRole", RoleArn="a" * 20, DurationSeconds="x").is_readable


def test_a_valid_request_is_left_to_the_service():
    assert call_json("codebuild", "ListProjects", {}) is None
    assert call_query("iam", Action="GetUser") is None


def test_an_unknown_operation_or_service_is_left_to_the_service():
    assert call_json("codebuild", "Nothing", {"a": 1}) is None
    assert call_query("iam", Action="Nothing") is None
    assert call_json("imds", "Nothing", {}) is None
    assert requests.rejection(Request("lambda", "GET", "/nothing", {}, b"", {}, REGION)) is None


def test_a_name_of_a_log_group_that_is_too_long_has_a_message_of_logs():
    _, headers, body = error_response("logs", "CreateLogGroup", {"logGroupName": "a" * 513})

    assert headers["x-amzn-ErrorType"] == "InvalidParameterException"
    expected = "Invalid LogGroup or LogStream, both must have length less than or equal to 512."
    assert json.loads(body)["message"] == expected


def test_only_types_of_sqs_are_validated():
    assert call_json("sqs", "GetQueueUrl", {}) is None
    status, headers, _ = error_response("sqs", "GetQueueUrl", {"QueueName": 1})
    assert (status, headers["x-amzn-ErrorType"]) == (400, "SerializationException")


@pytest.mark.parametrize(
    ("operation", "values", "member", "constraint"),
    [
        (
            "CreateTable",
            {
                "TableName": "movies",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "SORT"}],
            },
            # https://github.com/getmoto/moto/pull/6986
            "'SORT' at 'keySchema.1.member.keyType'",
            "Member must satisfy enum value set: [HASH, RANGE]",
        ),
        (
            "CreateTable",
            {"TableName": "movies", "AttributeDefinitions": [], "KeySchema": []},
            # https://github.com/mandarzope/loopback-connector-dynamodb/issues/5
            "'[]' at 'keySchema'",
            "Member must have length greater than or equal to 1",
        ),
        (
            "PutItem",
            {"TableName": "movies", "Item": {"id": {"S": "1"}}, "ReturnValues": "NEW"},
            "'NEW' at 'returnValues'",
            "Member must satisfy enum value set: [NONE, ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATED_NEW]",
        ),
    ],
)
def test_values_that_dynamodb_does_not_have_are_refused(operation, values, member, constraint):
    status, headers, body = error_response("dynamodb", operation, values)

    assert (status, headers["x-amzn-ErrorType"]) == (400, "ValidationException")
    expected = f"1 validation error detected: Value {member} failed to satisfy constraint: {constraint}"
    assert json.loads(body)["message"] == expected


def test_an_error_of_lambda_itself_says_whose_fault_it_was():
    name = "a:1"
    request = Request("lambda", "GET", f"/2015-03-31/functions/{name}", {}, b"", {"Qualifier": ["2"]}, REGION)
    assert json.loads(requests.rejection(request).response[2])["Type"] == "User"
    request = Request("lambda", "GET", "/2015-03-31/functions/a b", {}, b"", {}, REGION)
    assert "Type" not in json.loads(requests.rejection(request).response[2])


def test_a_document_with_too_many_levels_has_the_error_of_the_protocol():
    headers = {"x-amz-target": "AWSEvents.PutRule"}
    assert b"SerializationException" in requests.malformed_response(Request("events", "POST", "/", headers, b"", {}))[2]
    assert b"<Code>MalformedInput</Code>" in requests.malformed_response(Request("sns", "POST", "/", {}, b"", {}))[2]
    assert requests.malformed_response(Request("imds", "GET", "/", {}, b"", {}))[0] == 400


@pytest.mark.parametrize(
    ("action", "values", "reason"),
    [
        ("GetTopicAttributes", {"TopicArn": "topic"}, "TopicArn Reason: An ARN must have at least 6 elements, not 1"),
        ("Unsubscribe", {}, "SubscriptionArn Reason: no value for required parameter"),
        ("Unsubscribe", {"SubscriptionArn": ""}, "SubscriptionArn Reason: no value for required parameter"),
        (
            "SetPlatformApplicationAttributes",
            {"PlatformApplicationArn": "a"},
            "PlatformApplicationArn Reason: An ARN must",
        ),
        ("GetTopicAttributes", {"TopicArn": "arn:aws:sns:us-west-2:123456789012:topic"}, "TopicArn<"),
    ],
)
def test_sns_checks_arns_first(action, values, reason):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json"""
    status, _, body = call_query("sns", Action=action, **values).response

    assert (status, b"<Code>InvalidParameter</Code>" in body) == (400, True)
    assert f"Invalid parameter: {reason}".encode() in body
