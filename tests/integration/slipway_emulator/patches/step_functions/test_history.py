"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2
"""

import json

import pytest

DEFINITION = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": True}}}
WHOLE = {"truncated": False}
FAILING = "def handler(event, context):\n    raise ValueError('no')\n"


def details(event):
    """Return the details of an event."""
    return next((value for name, value in event.items() if name.endswith("EventDetails")), {})


def test_an_event_has_the_id_of_the_one_before(aws, execute):
    _, history = execute(aws, DEFINITION, {})
    ids = [(event["id"], event["previousEventId"]) for event in history]
    assert ids == [(1, 0), (2, 0), (3, 2), (4, 3), (5, 4), (6, 5)]


def test_an_event_has_its_data_as_compact_json(aws, execute):
    _, history = execute(aws, DEFINITION, {"a": [1, "ä"]})
    data, names = '{"a":[1,"ä"]}', [f"{each}put" for each in ("in", "in", "out", "in", "out", "out")]
    expected = [{name: data, f"{name}Details": WHOLE} for name in names]
    found = [{name: value for name, value in details(event).items() if "put" in name} for event in history]
    assert found[2:] == expected[2:]
    given = '{"a": [1, "\\u00e4"]}'  # The first state gets the input as it was given.
    assert found[:2] == [{"input": given, "inputDetails": WHOLE}] * 2


def test_the_end_of_a_state_has_the_variables_that_it_assigns(aws, execute):
    state = {"Type": "Pass", "Assign": {"b.$": "$.a", "c": 1}, "End": True}
    _, history = execute(aws, {"StartAt": "A", "States": {"A": state}}, {"a": "x"})
    assert details(history[2])["assignedVariables"] == {"b": '"x"', "c": "1"}
    assert details(history[2])["assignedVariablesDetails"] == WHOLE


def test_a_function_and_an_integration_have_own_events(aws, function, execute):
    allow = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
    arn = function(aws, FAILING)
    caught = {"ErrorEquals": ["ValueError"], "Next": "B", "ResultPath": None}
    service = {"Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": arn}}
    states = {
        "A": {"Type": "Task", "Resource": arn, "TimeoutSeconds": 30, "Catch": [caught], "End": True},
        "B": {"Type": "Task", **service, "End": True},
    }
    _, history = execute(aws, {"StartAt": "A", "States": states}, {}, allow)
    kinds = ["LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed"]
    assert [event["type"] for event in history[2:5]] == kinds
    assert details(history[2]) == {"input": "{}", "inputDetails": WHOLE, "resource": arn, "timeoutInSeconds": 30}
    assert (details(history[4])["error"], json.loads(details(history[4])["cause"])["errorMessage"]) == (
        "ValueError",
        "no",
    )
    names = {"resource": "invoke", "resourceType": "lambda"}
    assert [event["type"] for event in history[7:10]] == ["TaskScheduled", "TaskStarted", "TaskFailed"]
    scheduled = details(history[7])
    assert json.loads(scheduled.pop("parameters")) == {"FunctionName": arn}
    assert (scheduled.pop("region"), scheduled, details(history[8])) == (arn.split(":")[3], names, names)
    assert {"error": "ValueError", **names}.items() <= details(history[9]).items()


def test_what_fails_outside_of_a_task_does_not_fail_the_task(aws, execute):
    state = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "InputPath": "$.no", "End": True}
    _, history = execute(aws, {"StartAt": "A", "States": {"A": state}}, {})
    assert [event["type"] for event in history[1:]] == ["TaskStateEntered", "ExecutionFailed"]


def test_an_execution_that_is_stopped_has_no_error(aws, execute):
    definition = {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 60, "End": True}}}
    _, history = execute(aws, definition, {}, stop=True)
    assert (history[-1]["previousEventId"], details(history[-1])) == (0, {})


def test_the_history_may_have_no_data(aws, execute):
    _, history = execute(aws, DEFINITION, {"a": 1}, includeExecutionData=False)
    assert [details(event) for event in history[1:3]] == [{"name": "A"}, {"name": "A"}]


@pytest.mark.upstream
def test_unpatched_ministack_gives_no_previous_event(unpatched_aws, execute):
    _, history = execute(unpatched_aws, DEFINITION, {})
    assert "previousEventId" not in history[0]
