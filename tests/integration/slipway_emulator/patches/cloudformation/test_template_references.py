"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_references.snapshot.json

References to resources that aren't created:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/engine/test_conditions.snapshot.json
"""

import json

import pytest
from service_errors import error_of

TOPIC = {"Type": "AWS::SNS::Topic"}
UNRESOLVED = "Template format error: Unresolved resource dependencies [{}] in the Resources block of the template"
TWO_PARAMETERS = (
    "Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource "
    "attribute"
)
IN_OUTPUTS = "Unresolved resource dependencies [{}] in the Outputs block of the template"
UNDEFINED = "Template error: instance of Fn::GetAtt references undefined resource Nope"
CONDITIONS = {"Never": {"Fn::Equals": ["a", "b"]}}


def parameter(value, **others):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **others}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"Ref": "Nope"}, UNRESOLVED.format("Nope")),
        ({"Ref": "AWS::Stage"}, UNRESOLVED.format("AWS::Stage")),
        ({"Fn::Join": ["", [{"Ref": "Nope"}, {"Ref": "Nor"}]]}, UNRESOLVED.format("Nope, Nor")),
        ({"Fn::Sub": "${AWS::Region} ${!Other} ${Nope}"}, UNRESOLVED.format("Nope")),
        ({"Fn::Sub": ["${a}", {"a": {"Ref": "Nope"}}]}, UNRESOLVED.format("Nope")),
        (
            {"Fn::Sub": "${Nope.Arn}"},
            "Template error: instance of Fn::Sub references invalid resource attribute Nope.Arn",
        ),
        ({"Fn::GetAtt": ["Nope", "Arn"]}, UNDEFINED),
        ({"Fn::GetAtt": "Nope.Arn"}, UNDEFINED),
        ({"Fn::GetAtt": "B"}, TWO_PARAMETERS),
    ],
)
def test_a_reference_to_what_is_not_declared_is_refused(change_sets, value, message):
    resources = {"A": parameter(value), "B": TOPIC}
    assert error_of(change_sets.create, resources=resources) == ("ValidationError", message)
    body = json.dumps({"Resources": resources})
    assert error_of(change_sets.client.validate_template, TemplateBody=body) == ("ValidationError", message)
    if "Ref" in value:
        outputs = {"Resources": {"B": TOPIC}, "Outputs": {"O": {"Value": value}}}
        found = error_of(change_sets.client.create_stack, StackName=change_sets.stack, TemplateBody=json.dumps(outputs))
        assert found == ("ValidationError", IN_OUTPUTS.format(value["Ref"]))


def test_a_dependency_and_a_condition_are_declared(change_sets):
    needed = {"A": {**TOPIC, "DependsOn": ["B", "Nope"]}, "B": TOPIC}
    assert error_of(change_sets.create, resources=needed)[1] == UNRESOLVED.format("Nope")
    conditional = {"A": {**TOPIC, "Condition": "Nope"}}
    message = "Template format error: Unresolved condition dependency Nope in the Resources block of the template"
    assert error_of(change_sets.create, resources=conditional)[1] == message
    of_resource = {"C": {"Fn::Equals": [{"Ref": "A"}, "b"]}}
    _, message = error_of(change_sets.create, resources={"A": TOPIC}, Conditions=of_resource)
    assert message == (
        "Template format error: Unresolved dependencies [A]. "
        "Cannot reference resources in the Conditions block of the template"
    )


@pytest.mark.parametrize("value", [{"Ref": "A"}, {"Fn::GetAtt": ["A", "TopicName"]}, {"Fn::Sub": "${A}"}])
def test_a_reference_to_a_resource_that_is_not_created_is_refused(change_sets, value):
    resources = {"A": {**TOPIC, "Condition": "Never"}, "B": TOPIC}
    found = error_of(change_sets.create, resources={**resources, "C": parameter(value)}, Conditions=CONDITIONS)
    assert found == ("ValidationError", UNRESOLVED.format("A"))
    outputs = {"Conditions": CONDITIONS, "Outputs": {"O": {"Value": value}}}
    assert error_of(change_sets.create, resources=resources, **outputs)[1] == IN_OUTPUTS.format("A")


def test_what_is_not_created_may_refer_to_what_is_not_created(change_sets):
    chosen = {"Fn::If": ["Never", {"Ref": "A"}, {"Ref": "AWS::StackName"}]}
    never = {"Condition": "Never"}
    resources = {
        "A": {**TOPIC, **never},
        "B": parameter(chosen, DependsOn="A"),
        "C": parameter({"Ref": "A"}, **never),
    }
    outputs = {"O": {"Value": {"Ref": "A"}, **never}, "P": {"Value": chosen}}
    arn = change_sets.create(resources, Conditions=CONDITIONS, Outputs=outputs)
    assert [change["LogicalResourceId"] for change in change_sets.changes(arn)] == ["B"]


@pytest.mark.parametrize(
    ("resources", "names"),
    [
        ({"A": parameter({"Ref": "A"})}, "A"),
        ({"A": parameter({"Ref": "B"}), "B": parameter({"Fn::Sub": "${A}"}), "C": TOPIC}, "A, B"),
        ({"A": {**TOPIC, "DependsOn": "B"}, "B": parameter({"Fn::GetAtt": ["A", "TopicName"]})}, "A, B"),
    ],
)
def test_a_cycle_is_refused_before_a_stack_is_created(change_sets, resources, names):
    message = f"Circular dependency between resources: [{names}]"
    assert error_of(change_sets.create, resources=resources) == ("ValidationError", message)
    body = json.dumps({"Resources": resources})
    assert error_of(change_sets.client.create_stack, StackName=change_sets.stack, TemplateBody=body)[1] == message


def test_a_cycle_through_a_branch_that_is_not_chosen_is_none(change_sets):
    resources = {"A": parameter({"Fn::If": ["Never", {"Ref": "B"}, "a"]}), "B": parameter({"Ref": "A"})}
    change_sets.create(resources, Conditions=CONDITIONS)


def test_a_template_with_a_transform_is_not_checked_before_its_macros_have_run(change_sets):
    body = json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": {"A": parameter({"Ref": "Generated"})}})
    assert change_sets.client.validate_template(TemplateBody=body)["DeclaredTransforms"]


@pytest.mark.upstream
def test_unpatched_ministack_takes_the_name_for_the_value(unpatched_change_sets):
    assert unpatched_change_sets.create({"A": parameter({"Ref": "Nope"})})
