"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html"""

import pytest

from slipway_emulator.services.codepipeline.action import ActionError
from slipway_emulator.services.codepipeline.actions.cloudformation_template import parameters

TEMPLATE = """
Parameters: {Name: {Type: String}}
Conditions: {Large: !Equals [!Ref Name, large]}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: Large
    Properties: {TopicName: !Sub "${Name}-${AWS::Region}-${!Literal}"}
  Queue:
    Type: AWS::SQS::Queue
    DependsOn: Topic
    Properties:
      QueueName: !Sub ["${Name}-${Own}", {Own: !GetAtt Topic.TopicName}]
      Tags: [{Key: topic, Value: !If [Large, !Ref Topic, !Ref "AWS::NoValue"]}]
Outputs:
  Arn: {Value: !GetAtt [Queue, Arn]}
  Topic: {Value: {Ref: Topic}}
"""


def test_functions_may_refer_to_parameters_resources_and_pseudo_parameters():
    assert parameters(TEMPLATE.encode()) == {"Name"}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("!Ref Topic", "!Ref Tpic", "Unresolved resource dependencies [Tpic] in the Resources block of the template"),
        ("!GetAtt Topic.", "!GetAtt Tpic.", "Unresolved resource dependencies [Tpic] in the Resources block"),
        ("${Name}-${Own}", "${Nam}-${Own}", "[Nam] in the Resources"),
        ("${Name}-${AWS", "${Nam.Arn}-${AWS", "[Nam] in the Resources"),
        ("[Queue, Arn]", "[Qeue, Arn]", "Unresolved resource dependencies [Qeue] in the Outputs block"),
        ("{Ref: Topic}", "{Ref: Tpic}", "[Tpic] in the Outputs"),
    ],
)
def test_a_reference_to_nothing_is_refused(before, after, message):
    assert before in TEMPLATE
    with pytest.raises(ActionError) as error:
        parameters(TEMPLATE.replace(before, after).encode())
    assert message in error.value.message


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Transform: AWS::Serverless-2016-10-31\nResources: {}\n", "AWS::Serverless-2016-10-31"),
        (
            '{"Transform": ["AWS::LanguageExtensions", {"Name": "Own"}], "Resources": {}}',
            "AWS::LanguageExtensions, Own",
        ),
        ('{"Resources": {"A": {"Fn::Transform": {"Name": "AWS::Include"}}}}', "AWS::Include"),
        ("Resources: {A: !Transform {Name: Own}}", "Own"),
    ],
)
def test_macros_are_refused_by_name(text, names):
    with pytest.raises(ActionError) as error:
        parameters(text.encode())
    assert f"The local AWS doesn't support the transform {names}: write" in error.value.message


@pytest.mark.parametrize("text", ["", "[]", "a: b", "Resources: []", "a: [", "\tb"])
def test_anything_else_is_not_a_template(text):
    with pytest.raises(ActionError) as error:
        parameters(text.encode())
    assert error.value.code == "ConfigurationError"
