"""https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_state/test_state_configuration.snapshot.json
"""

import json

import pytest

CALL = {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::aws-sdk:sfn:listActivities"}
SHOW = "{% [$keys($states), $keys($states.context)] %}"
ALLOW = {"Effect": "Allow", "Action": "*", "Resource": "*"}
CONTEXT = {"Execution", "State", "StateMachine"}


def members(execute, aws, state):
    states = {"A": {**CALL, **state}, "B": {"Type": "Succeed"}}
    execution, _ = execute(
        aws, {"StartAt": "A", "States": states}, {}, {"Effect": "Allow", "Action": "*", "Resource": "*"}
    )
    output = json.loads(execution["output"])
    found = set(output)
    return found - CONTEXT, found & CONTEXT


def test_an_expression_has_a_result_or_an_error(aws, execute):
    assert members(execute, aws, {"Output": SHOW, "End": True}) == ({"input", "context", "result"}, CONTEXT)
    catch = [{"ErrorEquals": ["States.ALL"], "Output": SHOW, "Next": "B"}]
    failing = {"Resource": "arn:aws:states:::aws-sdk:sfn:describeActivity", "Catch": catch, "Next": "B"}
    found = members(execute, aws, {**failing, "Arguments": {"ActivityArn": "arn:aws:states:us-east-1:1:activity:a"}})
    assert found == ({"input", "context", "errorOutput"}, CONTEXT)


@pytest.mark.upstream
def test_unpatched_ministack_has_an_error_without_one(unpatched_aws, execute):
    assert "errorOutput" in members(execute, unpatched_aws, {"Output": SHOW, "End": True})[0]
