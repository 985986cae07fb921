"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_EvaluationFailedEventDetails.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/assign/test_assign_reference_variables.snapshot.json
"""

import pytest

PASS = {"Type": "Pass", "End": True}
UNDEFINED = "The JSONata expression '$none' specified for the field '{}' returned nothing (undefined)."
ITEMS = (
    "The JSONata expression ''a'' specified for the field 'Items' returned an unexpected result type. "
    "Expected 'array', but was 'string' for value: \"a\""
)


def fail(aws, execute, state):
    """Run a machine that fails in this state after another; return the events after the first state."""
    states = {"A": {"Type": "Pass", "Next": "B"}, "B": state}
    return execute(aws, {"QueryLanguage": "JSONata", "StartAt": "A", "States": states}, {})[1][4:]


@pytest.mark.parametrize(
    ("state", "location", "cause"),
    [
        ({**PASS, "Output": "{% $none %}"}, "Output", UNDEFINED.format("Output")),
        ({**PASS, "Output": {"a": ["{% $none %}"]}}, "Output/a/0", UNDEFINED.format("Output/a/0")),
        ({**PASS, "Assign": {"a": "{% $none %}"}}, "Assign/a", UNDEFINED.format("Assign/a")),
        (
            {
                "Type": "Map",
                "Items": "{% 'a' %}",
                "End": True,
                "ItemProcessor": {"StartAt": "C", "States": {"C": PASS}},
            },
            "Items",
            ITEMS,
        ),
    ],
)
def test_the_failure_of_an_expression_is_in_the_history(aws, execute, state, location, cause):
    events = fail(aws, execute, state)
    assert events[0]["type"] == "EvaluationFailed"
    assert (events[0]["id"], events[0]["previousEventId"]) == (5, 3)
    whole = f"An error occurred while executing the state 'B' (entered at the event id #4). {cause}"
    error = {"error": "States.QueryEvaluationError", "cause": whole}
    assert events[0]["evaluationFailedEventDetails"] == {**error, "location": location, "state": "B"}
    assert events[-1]["executionFailedEventDetails"] == error
    assert ("MapStateFailed" in [event["type"] for event in events]) is (state["Type"] == "Map")


def test_the_input_of_a_map_is_a_list(aws, execute):
    state = {"Type": "Map", "End": True, "ItemProcessor": {"StartAt": "C", "States": {"C": PASS}}}
    events = fail(aws, execute, state)
    assert [event["type"] for event in events] == ["EvaluationFailed", "MapStateFailed", "ExecutionFailed"]
    cause = events[0]["evaluationFailedEventDetails"]["cause"]
    assert cause.endswith("(entered at the event id #4). Map state input must be an array but was: {}")


@pytest.mark.upstream
def test_unpatched_ministack_adds_no_such_event(unpatched_aws, execute):
    events = fail(unpatched_aws, execute, {**PASS, "Output": "{% $none %}"})
    assert [event["type"] for event in events] == ["ExecutionFailed"]
