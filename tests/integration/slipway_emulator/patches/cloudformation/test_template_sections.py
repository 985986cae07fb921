"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_validations.snapshot.json

The messages of sections and parameters are those of https://repost.aws/knowledge-center/cloudformation-template-validation
"""

import json

import pytest
from service_errors import error_of

TOPIC = {"Type": "AWS::SNS::Topic"}
FORMAT = "Template format error: "
NO_RESOURCES = f"{FORMAT}At least one Resources member must be defined."
NO_VALUE = f"{FORMAT}Every Outputs member must contain a Value object"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({"Foo": {}, "Bar": {}, "Resources": {"A": TOPIC}}, "Invalid template property or properties [Bar, Foo]"),
        ({}, NO_RESOURCES),
        ({"Resources": {}}, NO_RESOURCES),
        ({"Resources": {"A": "topic"}}, f"{FORMAT}Any Resources member must be an object."),
        (
            {"Resources": {"A": {"Properties": {}}}},
            f"{FORMAT}[/Resources/A] Every Resources object must contain a Type member.",
        ),
        ({"Resources": {"A": {**TOPIC, "Invalid": 1}}}, "Invalid template resource property 'Invalid'"),
        ({"Resources": {"A": TOPIC}, "Outputs": {"O": {"Description": "a"}}}, NO_VALUE),
        ({"Resources": {"A": TOPIC}, "Outputs": {"O": "a"}}, NO_VALUE),
        (
            {"Resources": {"A": TOPIC}, "Parameters": {"P": {"Type": "Text", "Default": "a"}}},
            f"{FORMAT}Unrecognized parameter type: Text",
        ),
        (
            {"Resources": {"A": TOPIC}, "Parameters": {"P": {"Type": "String", "Default": "a", "Size": 1}}},
            "Invalid template parameter property 'Size'",
        ),
    ],
)
def test_a_template_that_is_not_valid_creates_nothing(change_sets, template, message):
    body, client = json.dumps(template), change_sets.client
    names = {"StackName": change_sets.stack, "TemplateBody": body}
    refused = ("ValidationError", message)
    assert error_of(client.create_change_set, ChangeSetName="a", ChangeSetType="CREATE", **names) == refused
    assert error_of(client.create_stack, **names) == refused
    assert error_of(client.validate_template, TemplateBody=body) == refused
    assert error_of(client.describe_stacks, StackName=change_sets.stack)[0] == "ValidationError"


def test_an_unknown_function_is_named(change_sets):
    resources = {"A": {**TOPIC, "Properties": {"DisplayName": {"Fn::Join": ["", [{"Fn::Upper": "a"}]]}}}}
    code, message = error_of(change_sets.create, resources=resources)
    assert code == "ValidationError"
    assert message.startswith("Template Error: Encountered unsupported function: Fn::Upper Supported functions are: [")


def test_every_section_and_attribute_is_accepted(change_sets):
    policies = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete", "CreationPolicy": {}, "UpdatePolicy": {}}
    topic = {**TOPIC, "Condition": "Always", "DependsOn": "B", "Metadata": {"a": "b"}, "Properties": {}, **policies}
    types = ("String", "CommaDelimitedList", "List<Number>", "AWS::EC2::VPC::Id", "List<AWS::EC2::Subnet::Id>")
    template = {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "all",
        "Metadata": {"Any": {"Thing": 1}},
        "Parameters": {f"P{number}": {"Type": kind, "Default": "1"} for number, kind in enumerate(types)},
        "Mappings": {"M": {"a": {"b": "c"}}},
        "Conditions": {"Always": {"Fn::Equals": ["a", "a"]}},
        "Rules": {"R": {"Assertions": [{"Assert": {"Fn::Equals": ["a", "a"]}}]}},
        "Resources": {"A": topic, "B": TOPIC},
        "Outputs": {"O": {"Value": {"Ref": "A"}, "Description": "a", "Condition": "Always"}},
    }
    names = {"StackName": change_sets.stack, "ChangeSetName": "a", "ChangeSetType": "CREATE"}
    assert change_sets.client.create_change_set(**names, TemplateBody=json.dumps(template))["Id"]


@pytest.mark.upstream
def test_unpatched_ministack_creates_a_stack_without_resources(unpatched_change_sets):
    template = json.dumps({"Resources": {}, "Foo": {}})
    assert unpatched_change_sets.client.create_stack(StackName=unpatched_change_sets.stack, TemplateBody=template)
