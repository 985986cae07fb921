"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json"""

import pytest
from service_errors import error_of

TOPIC = {"Type": "AWS::SNS::Topic"}
BRANCHES = {"Fn::If": ["Missing", "a", "b"]}
MISSING = "Template error: unresolved condition dependency Missing in Fn::If"


@pytest.mark.parametrize("name", ["AWS::NoValue", "a-b", "a_b", "ä"])
def test_names_are_alphanumeric(change_sets, name):
    refused = error_of(change_sets.create, resources={name: TOPIC})
    assert refused == ("ValidationError", f"Template format error: Resource name {name} is non alphanumeric.")
    refused = error_of(
        change_sets.create, resources={"Topic": TOPIC}, declared={name: {"Type": "String"}}, values={name: "a"}
    )
    assert refused == ("ValidationError", f"Template format error: Parameter name {name} is non alphanumeric.")


def test_a_condition_that_is_not_declared_is_refused_in_resources_and_outputs(change_sets):
    topic = {"Topic": {**TOPIC, "Properties": {"Tags": [{"Key": "a", "Value": BRANCHES}]}}}
    assert error_of(change_sets.create, resources=topic) == ("ValidationError", MISSING)
    outputs = {"A": {"Value": {"Fn::Join": ["", [BRANCHES]]}}}
    assert error_of(change_sets.create, resources={"Topic": TOPIC}, Outputs=outputs) == ("ValidationError", MISSING)
    change_sets.create(topic, Conditions={"Missing": {"Fn::Equals": ["a", "a"]}})


@pytest.mark.upstream
def test_unpatched_ministack_accepts_any_name(unpatched_change_sets):
    unpatched_change_sets.create({"a-b": TOPIC})
