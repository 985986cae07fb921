"""https://states-language.net/spec.html#choice-state

Recorded from AWS:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/stepfunctions/v2/choice_operators
"""

import json

import pytest


@pytest.mark.parametrize(("data", "found"), [({"a": None}, "Present"), ({}, "Absent")])
def test_a_choice_tests_whether_a_path_finds_anything(aws, execute, data, found):
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsPresent": True, "Next": "Present"}]}
    states = {name: {"Type": "Pass", "Result": name, "End": True} for name in ("Present", "Absent")}

    execution, _ = execute(aws, {"StartAt": "A", "States": {"A": {**choice, "Default": "Absent"}, **states}}, data)

    assert json.loads(execution["output"]) == found


COMPARED = {
    "StringGreaterThanEqualsPath": [("b", "a"), ("a", "a")],
    "StringLessThanPath": [("a", "b")],
    "TimestampEqualsPath": [("2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00")],
    "NumericLessThanEqualsPath": [(1, 1.5)],
    "BooleanEqualsPath": [(True, True)],
}


def test_a_comparison_may_have_a_path(aws, execute):
    pairs = [(name, left, right) for name, values in COMPARED.items() for left, right in values]
    rules = [{"Variable": f"$.a[{number}]", name: f"$.b[{number}]"} for number, (name, _, _) in enumerate(pairs)] + [
        {"Variable": "$.t", "IsNumeric": False},
        {"Not": {"Variable": "$.n", "BooleanEqualsPath": "$.n"}},
        {"Not": {"Variable": "$.n", "StringEqualsPath": "$.n"}},
    ]
    definition = {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Choice", "Choices": [{"And": rules, "Next": "B"}]},
            "B": {"Type": "Succeed"},
        },
    }
    data = {"a": [left for _, left, _ in pairs], "b": [right for _, _, right in pairs], "t": True, "n": 1}
    assert execute(aws, definition, data)[0]["status"] == "SUCCEEDED"


@pytest.mark.upstream
def test_unpatched_ministack_compares_texts_with_no_path(unpatched_aws, execute):
    choice = {"Type": "Choice", "Choices": [{"Variable": "$.a", "StringLessThanPath": "$.b", "Next": "B"}]}
    states = {"A": {**choice, "Default": "C"}, "B": {"Type": "Succeed"}, "C": {"Type": "Fail"}}
    execution, _ = execute(unpatched_aws, {"StartAt": "A", "States": states}, {"a": "a", "b": "b"})
    assert execution["status"] == "FAILED"
