"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_variable_references.snapshot.json
"""

import json

import pytest

from slipway.harness import unique_name

INNER = {"StartAt": "I", "States": {"I": {"Type": "Pass", "Parameters": {"a.$": "$inner", "b": "$text"}, "End": True}}}
JSONATA = "{% ($own := $sum($list); $map($own, function($v) { $v + $bias & '$text' & $states.input.$x }) ) %}"
FORMAT = "States.Format('{} $text', $$.a, $c[0])"
RULES = [{"Variable": "$g", "NumericEqualsPath": "$h", "Next": "E"}]
DEFINITION = {
    "StartAt": "A",
    "States": {
        "A": {
            "Type": "Pass",
            "InputPath": "$b.c",
            "Assign": {"b.$": FORMAT},
            "Next": "M",
        },
        "M": {"Type": "Map", "ItemsPath": "$.a", "MaxConcurrencyPath": "$limit", "ItemProcessor": INNER, "Next": "J"},
        "J": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": JSONATA, "Next": "C"},
        "C": {
            "Type": "Choice",
            "Choices": [{"Variable": "$g", "NumericEqualsPath": "$h", "Next": "E"}],
            "Default": "E",
        },
        "E": {"Type": "Succeed"},
    },
}
REFERENCES = {"A": ["b", "c"], "M": ["limit"], "I": ["inner"], "J": ["bias", "list"], "C": ["g", "h"]}


@pytest.fixture
def describe(role):
    """``describe(aws, definition)`` creates a machine; returns its description."""

    def describe(aws, definition):
        client = aws("stepfunctions")
        machine = client.create_state_machine(
            name=unique_name(), definition=json.dumps(definition), roleArn=role(aws, service="states")
        )["stateMachineArn"]
        return client.describe_state_machine(stateMachineArn=machine)

    return describe


def test_a_machine_has_the_variables_of_its_states(aws, describe):
    assert describe(aws, DEFINITION)["variableReferences"] == REFERENCES
    assert "variableReferences" not in describe(aws, {"StartAt": "E", "States": {"E": {"Type": "Succeed"}}})


@pytest.mark.upstream
def test_unpatched_ministack_has_no_variables(unpatched_aws, describe):
    assert "variableReferences" not in describe(unpatched_aws, DEFINITION)
