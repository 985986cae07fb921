import json

import pytest

RETRY = [{"ErrorEquals": ["Sqs.Busy"], "MaxAttempts": 2}]
CATCH = [{"ErrorEquals": ["Sqs.Missing"], "Output": "{% $states.errorOutput.Cause %}", "Next": "Missing"}]


def send(url="{% $states.input.url %}"):
    return {
        "Type": "Task",
        "QueryLanguage": "JSONata",
        "Resource": "arn:aws:states:::sqs:sendMessage",
        "Arguments": {"QueueUrl": url, "MessageBody": "{% $states.input.body & '!' %}"},
        "Output": "{% {'id': $states.result.MessageId, 'body': $states.input.body} %}",
        "Retry": RETRY,
        "Catch": CATCH,
        "Next": "Sent",
    }


@pytest.fixture
def run_state(role):
    """``run_state(aws, state, data, *statements, **options)`` runs a state of a machine; returns the response."""

    def run_state(aws, state, data, *statements, **options):
        definition = {"StartAt": "Send", "States": {"Send": state, "Sent": {"Type": "Succeed"}}}
        return aws("stepfunctions").test_state(
            definition=json.dumps(definition),
            stateName="Send",
            roleArn=role(aws, *statements, service="states"),
            input=json.dumps(data),
            **options,
        )

    return run_state


def test_a_task_of_jsonata_gets_its_arguments_and_returns_its_output(aws, run_state, queue):
    sent = queue(aws)
    allow = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": sent.arn}
    done = run_state(aws, send(), {"url": sent.url, "body": "it's"}, allow)
    assert (done["status"], done["nextState"]) == ("SUCCEEDED", "Sent")
    assert json.loads(done["output"])["body"] == "it's"
    assert sent.receive() == ["it's!"]


def test_the_task_needs_the_permission_of_the_role(aws, run_state, queue):
    sent = queue(aws)
    done = run_state(aws, send(), {"url": sent.url, "body": "a"})
    assert (done["status"], done["error"]) == ("FAILED", "SQS.AmazonSQSException")
    assert sent.receive(0) == []


def test_a_mocked_result_takes_the_place_of_the_call(aws, run_state):
    mock = {"result": json.dumps({"MessageId": "1"})}
    done = run_state(aws, send(), {"url": "none", "body": "a"}, mock=mock)
    assert json.loads(done["output"]) == {"id": "1", "body": "a"}


@pytest.mark.parametrize(
    ("error", "retries", "expected"),
    [
        ("Sqs.Busy", 0, ("RETRIABLE", None, None)),
        ("Sqs.Busy", 2, ("FAILED", None, None)),
        ("Sqs.Missing", 0, ("CAUGHT_ERROR", "Missing", '"gone"')),
        ("Sqs.Other", 0, ("FAILED", None, None)),
    ],
)
def test_a_mocked_error_meets_the_retriers_and_catchers(aws, run_state, error, retries, expected):
    mock = {"errorOutput": {"error": error, "cause": "gone"}}
    settings = {"stateConfiguration": {"retrierRetryCount": retries}} if retries else {}
    done = run_state(aws, send(), {"url": "none", "body": "a"}, mock=mock, **settings)
    assert (done["status"], done.get("nextState"), done.get("output")) == expected
    assert (done["error"], done["cause"]) == (error, "gone")


@pytest.mark.parametrize("definition", ["no JSON", "[]", '{"StartAt": "A", "States": {}}'])
def test_another_definition_is_refused_as_before(aws, definition):
    client = aws("stepfunctions")
    with pytest.raises(client.exceptions.InvalidDefinition):
        client.test_state(definition=definition, input="{}")


# https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/test_state
PARALLEL = {"Type": "Parallel", "Branches": [{}, {}], "ResultPath": "$.r", "End": True}
MAP = {"Type": "Map", "ItemsPath": "$.a", "ItemProcessor": {}, "ToleratedFailureCount": 1, "End": True}


def inspected(done):
    plain = ("errorDetails", "maxConcurrency", "toleratedFailureCount")
    data = done["inspectionData"].items()
    return {name: value if name in plain else json.loads(value) for name, value in data}


def test_branches_are_tested_with_a_mock(aws, run_state):
    mock = {"result": "[1, 2]"}
    done = run_state(aws, PARALLEL, {"a": [1, 2]}, mock=mock, inspectionLevel="DEBUG")
    output = {"a": [1, 2], "r": [1, 2]}
    assert json.loads(done["output"]) == output
    assert inspected(done) == {"input": {"a": [1, 2]}, "afterResultSelector": [1, 2], "afterResultPath": output}
    failing = {"stateConfiguration": {"mapIterationFailureCount": 2}, "inspectionLevel": "TRACE"}
    caught = {**MAP, "Catch": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Sent"}]}
    done = run_state(aws, caught, {"a": [1, 2]}, mock=mock, **failing)
    assert (done["status"], done["error"]) == ("CAUGHT_ERROR", "States.ExceedToleratedFailureThreshold")
    assert done["cause"] == "The specified tolerated failure threshold was exceeded"
    assert inspected(done) == {
        "input": {"a": [1, 2]},
        "afterInputPath": {"a": [1, 2]},
        "afterItemsPath": [1, 2],
        "maxConcurrency": 0,
        "toleratedFailureCount": 1,
        "errorDetails": {"catchIndex": 0},
    }


def test_the_data_of_each_step_is_shown(aws, run_state):
    done = run_state(
        aws, {"Type": "Pass", "Parameters": {"b.$": "$.a"}, "End": True}, {"a": 1}, inspectionLevel="DEBUG"
    )
    steps = ("afterParameters", "afterResultSelector", "afterResultPath")
    assert inspected(done) == {"input": {"a": 1}, "afterInputPath": {"a": 1}, **{step: {"b": 1} for step in steps}}
    retry = [{"ErrorEquals": ["E"], "IntervalSeconds": 3, "BackoffRate": 2}]
    state = {**send(), "Arguments": {"a": 1}, "Retry": retry}
    mock = {"errorOutput": {"error": "E", "cause": "c"}}
    settings = {"stateConfiguration": {"retrierRetryCount": 1}, "inspectionLevel": "DEBUG"}
    done = run_state(aws, state, {}, mock=mock, **settings)
    details = {"retryIndex": 0, "retryBackoffIntervalSeconds": 6}
    assert inspected(done) == {"input": {}, "afterArguments": {"a": 1}, "errorDetails": details}


def test_a_state_has_variables_and_a_context(aws, run_state):
    output = "{% [$v, $states.context.State.Name] %}"
    state = {"Type": "Pass", "QueryLanguage": "JSONata", "Output": output, "End": True}
    assert json.loads(run_state(aws, state, {}, variables='{"v": 1}')["output"]) == [1, "Send"]


def test_a_state_that_is_not_there_is_refused(aws):
    client = aws("stepfunctions")
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    with pytest.raises(
        client.exceptions.ClientError, match=r"\(ValidationException\).*: State not found in definition"
    ):
        client.test_state(definition=definition, stateName="B", input="{}")


@pytest.mark.upstream
def test_unpatched_ministack_ignores_arguments_and_output(unpatched_aws, run_state, queue):
    sent = queue(unpatched_aws)
    done = run_state(unpatched_aws, send(sent.url), {"url": sent.url, "body": "a"})
    assert json.loads(done.get("output", "{}")).get("body") != "a"
    assert sent.receive(0) != ["a!"]
