"""https://states-language.net/spec.html"""

import json

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import rules, state_machines

PASS = {"Type": "Pass", "End": True}


def machine(state=None, **states):
    return json.dumps({"StartAt": "A", "States": {"A": state or PASS, **states}})


@pytest.mark.parametrize(
    ("definition", "message"),
    [
        ("text", "INVALID_JSON_DESCRIPTION: "),
        ("[]", "SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object"),
        ('{"StartAt": "A"}', "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'"),
        ("{}", "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'"),
        ('{"StartAt": "A", "States": {}}', "Value cannot be empty at /States"),
        ('{"StartAt": "B", "States": {"A": {"Type": "Succeed"}}}', "Missing 'StartAt' target: B at /StartAt"),
        (machine({"Type": "Other"}), "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed"),
        (machine({"Type": "Pass", "Next": "B"}), "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/N"),
        (machine({"Type": "Pass"}), "Exactly one of these fields is required: [Next, End] at /States/A"),
        (machine({"Type": "Pass", "Next": "A", "End": True}), "Exactly one of these fields is required: [Next, End]"),
        (machine({"Type": "Task", "End": True}), "These fields are required: [Resource] at /States/A"),
        (machine({"Type": "Task", "End": True, "Resource": "a"}), "Value is not a valid resource ARN"),
        (machine({"Type": "Wait", "End": True}), "[Seconds, SecondsPath, Timestamp, TimestampPath]"),
        (machine({"Type": "Choice", "Choices": []}), "Value cannot be empty at /States/A/Choices"),
        (machine({"Type": "Choice", "Choices": [{"Variable": "$.a", "Next": "B"}]}), "/States/A/Choices[0]/Next"),
        (machine({"Type": "Choice", "Choices": [{"Next": "A"}], "Default": "B"}), "'Default' target: B"),
        (machine({"Type": "Parallel", "Branches": [], "End": True}), "Value cannot be empty at /States/A/Branches"),
        (machine({"Type": "Map", "End": True}), "These fields are required: [ItemProcessor]"),
        (
            machine({"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {}}], "End": True}),
            "at /States/A/Branches[0]/States",
        ),
        (machine({**PASS, "Arguments": {}}), "The field 'Arguments' is not supported for QueryLanguage JSONPath"),
        (machine({**PASS, "QueryLanguage": "JSONata", "InputPath": "$"}), "'InputPath' is not supported for"),
    ],
)
def test_an_invalid_definition_is_refused(definition, message):
    with pytest.raises(ServiceError) as error:
        rules.check("stepfunctions", "CreateStateMachine", {"name": "a", "definition": definition}, "eu-west-1")

    assert error.value.code == "InvalidDefinition"
    assert error.value.message.startswith("Invalid State Machine Definition: '")
    assert message in error.value.message


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "'.waitForTaskToken' service integration"),
        ("arn:aws:states:::states:startExecution.sync:2", "'.sync' service integration"),
        ("arn:aws:states:eu-west-1:123456789012:activity:a", "Activity ARN"),
    ],
)
def test_an_express_workflow_waits_for_nothing(resource, message):
    definition = machine({"Type": "Task", "Resource": resource, "End": True})

    (problem,) = state_machines.problems(definition, is_express=True)

    assert (problem.message, problem.location) == (
        f"Express state machine does not support {message}",
        "/States/A/Resource",
    )
    assert state_machines.problems(definition) == []


@pytest.mark.parametrize(
    "definition",
    [
        machine(),
        machine({"Type": "Pass", "Next": "B"}, B={"Type": "Succeed"}),
        machine({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": True, "Next": "B"}]}, B={"Type": "Fail"}),
        machine({"Type": "Wait", "Seconds": 1, "End": True}),
        machine({"Type": "Map", "ItemProcessor": {"StartAt": "B", "States": {"B": PASS}}, "End": True}),
        machine({"Type": "Map", "Iterator": {"StartAt": "B", "States": {"B": PASS}}, "End": True}),
        machine({**PASS, "QueryLanguage": "JSONata", "Output": "{% 1 %}"}),
        machine({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": True}),
    ],
)
def test_a_valid_definition_is_accepted(definition):
    assert state_machines.problems(definition) == []


def test_an_update_without_a_definition_is_accepted():
    rules.check("stepfunctions", "UpdateStateMachine", {"stateMachineArn": "a"}, "eu-west-1")


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_text_is_refused(text):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_validation.snapshot.json"""
    (problem,) = state_machines.problems(text)
    assert problem.message == "Definition must be a valid JSON object"


def test_only_a_machine_of_json_paths_may_have_states_of_both_languages():
    inside = {"StartAt": "B", "States": {"B": {**PASS, "QueryLanguage": "JSONPath"}}}
    outer = {"Type": "Map", "QueryLanguage": "JSONata", "ItemProcessor": inside, "End": True}
    definition = {"StartAt": "A", "States": {"A": outer}}
    assert state_machines.problems(json.dumps(definition)) == []
    (problem,) = state_machines.problems(json.dumps({"QueryLanguage": "JSONata", **definition}))
    assert problem.location == "/States/A/ItemProcessor/States/B"
    assert problem.message.startswith("'QueryLanguage' can not be 'JSONPath'")


@pytest.mark.parametrize("text", ["2016-03-14T01:59:00Z", "2016-03-14T01:59:00.5+01:00"])
def test_a_time_to_wait_for_is_a_timestamp(text):
    """https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/scenarios/test_base_scenarios.snapshot.json"""
    assert state_machines.problems(machine({"Type": "Wait", "Timestamp": text, "End": True})) == []


@pytest.mark.parametrize(
    "text", ["2016-03-14 01:59:00Z", "2016-03-14T01:59:00", "2016-02-30T01:59:00Z", "20160314T015900Z", "{% '' %}"]
)
def test_another_text_is_not_a_timestamp(text):
    (problem,) = state_machines.problems(machine({"Type": "Wait", "Timestamp": text, "End": True}))
    assert (problem.message, problem.location) == ("String does not match RFC3339 timestamp", "/States/A/Timestamp")
