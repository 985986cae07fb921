"""https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html"""

import json

import pytest

END = {"End": True}


def of(state, **states):
    return {"StartAt": "A", "States": {"A": state, **states}}


def pass_state(**fields):
    return {"Type": "Pass", **END, **fields}


@pytest.mark.parametrize(
    ("state", "cause"),
    [
        (
            pass_state(Parameters={"value.$": "$.missing"}),
            "The JSONPath '$.missing' specified for the field 'value.$' could not be found in the input '{\"a\":[1]}'",
        ),
        (pass_state(Parameters={"a": {"b.$": "$.a[1]"}}), "The JSONPath '$.a[1]' specified for the field 'b.$'"),
        (pass_state(Parameters={"b.$": "$$.Execution.Other"}), "The JSONPath '$$.Execution.Other' specified for"),
        (pass_state(Parameters={"b.$": "States.Format('{}', $.missing)"}), "Invalid path '$.missing'"),
        (pass_state(InputPath="$.a[0].b"), "Invalid path '$.a[0].b' : No results for path: $['a'][0]['b']"),
        ({"Type": "Fail", "CausePath": "$.b"}, "The JSONPath '$.b' specified for the field 'CausePath' could not be"),
        (pass_state(OutputPath="$.missing"), "Invalid path '$.missing'"),
        ({"Type": "Wait", "SecondsPath": "$.missing", **END}, "Invalid path '$.missing'"),
        ({"Type": "Choice", "Choices": [{"Variable": "$.b", "NumericEquals": 1, "Next": "B"}]}, "Invalid path '$.b'"),
        (pass_state(Parameters={"b.$": "$undefined"}), "Invalid path '$undefined'"),
    ],
)
def test_a_path_that_finds_nothing_fails_the_execution(aws, execute, state, cause):
    execution, _ = execute(aws, of(state, B={"Type": "Succeed"}), {"a": [1]})

    assert (execution["status"], execution["error"]) == ("FAILED", "States.Runtime")
    prefix = "An error occurred while executing the state 'A' (entered at the event id #2). "
    assert execution["cause"].startswith(prefix + cause)


@pytest.mark.parametrize(
    ("state", "output"),
    [
        (pass_state(Parameters={"b.$": "$.a"}), {"b": None}),
        (pass_state(Parameters={"b.$": "$.list[*].missing"}), {"b": []}),
        (pass_state(InputPath=None), {}),
    ],
)
def test_null_and_an_empty_list_are_found(aws, execute, state, output):
    execution, _ = execute(aws, of(state), {"a": None, "list": []})
    assert json.loads(execution["output"]) == output


def test_variables_are_assigned(aws, execute):
    """https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html"""
    definition = of(
        {"Type": "Pass", "Assign": {"x.$": "$.a", "y": 1}, "Next": "B"},
        B={"Type": "Wait", "Seconds": 0, "Assign": {"z.$": "$x.b"}, "Next": "C"},
        C={
            "Type": "Choice",
            "Choices": [{"Variable": "$y", "NumericEquals": 1, "Assign": {"y": 2}, "Next": "D"}],
            "Default": "E",
        },
        D={"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "z.$": "$z"}, "End": True},
        E={"Type": "Fail"},
    )

    execution, _ = execute(aws, definition, {"a": {"b": [3]}})

    assert json.loads(execution["output"]) == {"x": {"b": [3]}, "y": 2, "z": [3]}


@pytest.mark.upstream
def test_unpatched_ministack_takes_null(unpatched_aws, execute):
    execution, _ = execute(unpatched_aws, of(pass_state(Parameters={"b.$": "$.missing"})), {})
    assert (execution["status"], json.loads(execution["output"])) == ("SUCCEEDED", {"b": None})
