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


@pytest.mark.upstream
def test_unpatched_ministack_ignores_arguments_and_output(unpatched_aws, run_state, queue):
    sent = queue(unpatched_aws)
    done = run_state(unpatched_aws, send(sent.url), {"url": sent.url, "body": "a"})
    assert json.loads(done.get("output", "{}")).get("body") != "a"
    assert sent.receive(0) != ["a!"]
