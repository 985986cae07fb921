"""https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html

Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/test_state
"""

import json

import pytest
from botocore.exceptions import ClientError

TASK = {"Type": "Task", "End": True}
MAP = {"Type": "Map", "ItemProcessor": {}, "End": True}
PARALLEL = {"Type": "Parallel", "Branches": [{}, {}], "End": True}


def call(resource):
    return {**TASK, "Resource": f"arn:aws:states:::{resource}"}


def attempt(aws, state, **options):
    """Test a state, and return the response, or the error as AWS returned it."""
    client = aws("stepfunctions")
    try:
        return client.test_state(definition=json.dumps(state), input="{}", **options)
    except ClientError as error:
        return error.response["Error"]


FAILED = {"errorOutput": {"error": "E", "cause": "c"}}
RESULT = {"result": "{}"}
REFUSED = [
    ({"Type": "Pass", "End": True}, {"mock": RESULT}, "State type 'Pass' is not supported when a mock is specified"),
    (
        MAP,
        {"stateConfiguration": {"mapIterationFailureCount": 0}},
        ("TestState does not support MapIterationFailureCount when a mock is not specified."),
    ),
    (TASK, {}, "RoleArn must be specified when testing a Task state"),
    (
        TASK,
        {"mock": {**RESULT, **FAILED}},
        ("A test mock should have only one of the following fields: [result, errorOutput]."),
    ),
    (
        TASK,
        {"mock": RESULT, "revealSecrets": True},
        "TestState does not support RevealSecrets when a mock is specified.",
    ),
    (TASK, {"mock": {"result": "{"}}, "Mocked result must be valid JSON"),
    (MAP, {"mock": RESULT}, "Mocked result must be an array."),
    ({**MAP, "ResultWriter": {}}, {"mock": {"result": "[]"}}, "Mocked result must be a JSON object."),
    (
        PARALLEL,
        {"mock": {"result": "[1]"}},
        ("Mocked result must contain the same number of items as number of Parallel branches."),
    ),
    (
        MAP,
        {"mock": {"result": "[1]"}, "stateConfiguration": {"mapIterationFailureCount": 2}},
        ("Map iteration failure count must be less than or equal to the number of Map iterations"),
    ),
]


def test_a_mock_fits_the_state(aws):
    found = [attempt(aws, state, **options) for state, options, _ in REFUSED]
    assert [(one.get("Code"), one.get("Message")) for one in found] == [
        ("ValidationException", message) for _, _, message in REFUSED
    ]


def test_only_a_task_that_waits_has_a_token(aws):
    refused = attempt(aws, call("sqs:sendMessage"), mock=RESULT, context='{"Task": {"Token": "a"}}')
    assert refused["Message"] == (
        "Invalid Context object provided: Context object contains 'Task' when state is not a Task state "
        "with a '.sync' or '.waitForTaskToken' service integration pattern"
    )


def test_map_and_parallel_have_a_mock(aws):
    message = (
        "TestState API does not support Map or Parallel states. "
        "Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
    )
    assert attempt(aws, PARALLEL) == {"Code": "InvalidDefinition", "Message": message}


WRONG = [
    ("events:putEvents", {"Entries": "a"}, "Field 'Entries' must be an array"),
    ("events:putEvents", {"Entries": [{"EventId": "a"}, {"EventId": ["a"]}]}, "Field 'EventId' must be a string"),
    ("states:startExecution", {}, "Required field 'ExecutionArn' is missing"),
    ("states:startExecution", {"ExecutionArn": "a", "StartDate": 1}, "Field 'StartDate' must be a string"),
    ("lambda:invoke", {"StatusCode": "200"}, "Field 'StatusCode' must be a number"),
    ("dynamodb:putItem", {"ConsumedCapacity": {"CapacityUnits": "1.5"}}, "Field 'CapacityUnits' must be a number"),
    ("aws-sdk:s3:getObject", {"StorageClass": "Papyrus"}, "Field 'StorageClass' is not an expected value"),
    ("aws-sdk:kms:encrypt", {"CiphertextBlob": ""}, "Field 'CiphertextBlob' is smaller than the minimum length"),
    (
        "aws-sdk:lambda:getFunction",
        {"Configuration": {"MemorySize": 127}},
        ("Field 'MemorySize' is less than the minimum value"),
    ),
    (
        "aws-sdk:lambda:getFunction",
        {"Configuration": {"MemorySize": 1000000}},
        ("Field 'MemorySize' exceeds the maximum value"),
    ),
]


def test_a_mocked_result_is_one_of_the_service(aws):
    found = [attempt(aws, call(resource), mock={"result": json.dumps(result)}) for resource, result, _ in WRONG]
    prefix = "Mock result schema validation error: "
    assert [one.get("Message") for one in found] == [prefix + message for _, _, message in WRONG]


@pytest.mark.parametrize(
    ("resource", "result", "mode"),
    [
        ("events:putEvents", {"random": "json"}, "STRICT"),
        ("states:startExecution", {}, "PRESENT"),
        ("states:startExecution", {"StartDate": True}, "NONE"),
    ],
)
def test_the_mode_says_what_is_validated(aws, resource, result, mode):
    mock = {"result": json.dumps(result), "fieldValidationMode": mode}
    done = attempt(aws, call(resource), mock=mock)
    assert (done["status"], json.loads(done["output"])) == ("SUCCEEDED", result)


@pytest.mark.upstream
def test_unpatched_ministack_takes_any_mock(unpatched_aws):
    assert attempt(unpatched_aws, TASK, mock={**RESULT, **FAILED})["status"] == "FAILED"
