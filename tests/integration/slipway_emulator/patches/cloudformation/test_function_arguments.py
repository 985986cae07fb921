"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_conditions.snapshot.json

Nulls:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_validations.snapshot.json
"""

import json

import pytest
from service_errors import error_of

TOPIC = {"Type": "AWS::SNS::Topic"}
EQUAL = {"Fn::Equals": ["a", "a"]}
NULL = "[{}] 'null' values are not allowed in templates"
UNRESOLVED = "Template format error: Unresolved condition dependency Nope in the {} block of the template"


def named(value):
    return {"Resources": {"A": {**TOPIC, "Properties": {"DisplayName": value}}}}


def refusals(change_sets, template):
    """The messages of the three operations that check a template."""
    body = json.dumps(template)
    stack = {"StackName": change_sets.stack, "TemplateBody": body}
    client = change_sets.client
    found = [
        error_of(client.create_change_set, ChangeSetName="a", ChangeSetType="CREATE", **stack),
        error_of(client.create_stack, **stack),
        error_of(client.validate_template, TemplateBody=body),
    ]
    assert {code for code, _ in found} == {"ValidationError"}
    return {message for _, message in found}


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"Resources": {"A": TOPIC}, "Outputs": {"O": {"Value": None}}}, "/Outputs/O/Value"),
        ({"Resources": {"A": TOPIC}, "Outputs": {"O": {"Value": None, "Other": None}}}, "/Outputs/O/Value"),
        (named({"Fn::Join": ["", ["a", None]]}), "/Resources/A/Properties/DisplayName/Fn::Join/1/1"),
        ({"Resources": {"A": TOPIC}, "Parameters": None}, "/Parameters"),
    ],
)
def test_a_null_is_refused_with_its_path(change_sets, template, path):
    assert refusals(change_sets, template) == {NULL.format(path)}


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        ("Fn::Join", ["a"], "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list"),
        ("Fn::Join", ["", "a"], "every Fn::Join object requires two parameters"),
        ("Fn::If", ["C", "a"], "Fn::If requires a list argument with the first element being a condition"),
        ("Fn::If", [EQUAL, "a", "b"], "Fn::If requires a list argument"),
        ("Fn::Select", ["x", ["a"]], "Fn::Select requires a list argument with two elements: an integer index"),
        ("Fn::Select", "a", "Fn::Select requires a list argument with two elements"),
        ("Fn::Split", [","], "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string"),
        ("Fn::FindInMap", ["M", "a"], "every Fn::FindInMap object requires three parameters"),
    ],
)
def test_a_function_of_a_property_takes_its_arguments(change_sets, function, arguments, message):
    template = {**named({function: arguments}), "Conditions": {"C": EQUAL}}
    (found,) = refusals(change_sets, template)
    assert found.startswith(f"Template error: {message}")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ({"Fn::Equals": ["a"]}, "every Fn::Equals object requires a list of 2 string parameters."),
        ({"Fn::Not": EQUAL}, "every Fn::Not object requires one boolean parameter."),
        ({"Fn::Or": [EQUAL]}, "every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters."),
        ({"Fn::And": [EQUAL] * 11}, "every Fn::And object requires a list of at least 2 and at most 10"),
    ],
)
def test_a_function_of_a_condition_takes_its_arguments(change_sets, condition, message):
    (found,) = refusals(change_sets, {"Conditions": {"C": condition}, "Resources": {"A": TOPIC}})
    assert found.startswith(f"Template error: {message}")


def test_a_condition_is_declared_where_it_is_named(change_sets):
    of_conditions = {"Conditions": {"C": {"Fn::Not": [{"Condition": "Nope"}]}}, "Resources": {"A": TOPIC}}
    assert refusals(change_sets, of_conditions) == {UNRESOLVED.format("Conditions")}
    outputs = {"O": {"Value": "a", "Condition": "Nope"}}
    of_outputs = {"Conditions": {"C": EQUAL}, "Resources": {"A": TOPIC}, "Outputs": outputs}
    assert refusals(change_sets, of_outputs) == {UNRESOLVED.format("Outputs")}
    each_other = {"C": {"Fn::Not": [{"Condition": "D"}]}, "D": {"Fn::Not": [{"Condition": "C"}]}}
    (found,) = refusals(change_sets, {"Conditions": each_other, "Resources": {"A": TOPIC}})
    assert found == "Template error: the conditions [C, D] refer to each other"


def test_functions_that_have_their_arguments_are_accepted(change_sets):
    conditions = {"C": {"Fn::And": [EQUAL, {"Fn::Not": [{"Condition": "D"}]}]}, "D": {"Fn::Or": [EQUAL, EQUAL]}}
    value = {"Fn::Join": ["-", {"Fn::Split": [",", {"Fn::Select": [0, ["a,b"]]}]}]}
    name = {"Fn::If": ["C", value, {"Fn::FindInMap": ["M", "a", "b"]}]}
    resources = {"A": {**TOPIC, "Properties": {"DisplayName": name}}}
    assert change_sets.create(resources, Conditions=conditions, Mappings={"M": {"a": {"b": "c"}}})


@pytest.mark.upstream
def test_unpatched_ministack_takes_a_null_for_a_text(unpatched_change_sets):
    assert unpatched_change_sets.create({"A": TOPIC}, Outputs={"O": {"Value": None}})
