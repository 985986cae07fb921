"""The messages are those of https://github.com/hashicorp/terraform/issues/5560 and
https://github.com/jenkinsci/pipeline-aws-plugin/issues/133 and https://github.com/ansible/ansible/issues/24866
"""

import pytest
from service_errors import error_of

TOPIC = {"Topic": {"Type": "AWS::SNS::Topic"}}
DECLARED = {name: {"Type": "String"} for name in ("A", "B")} | {"C": {"Type": "String", "Default": "c"}}


@pytest.mark.parametrize(
    ("declared", "values", "message"),
    [
        (DECLARED, {}, "Parameters: [A, B] must have values"),
        (DECLARED, {"A": "a"}, "Parameters: [B] must have values"),
        (DECLARED, {"A": "a", "B": "b", "Y": "y", "Z": "z"}, "Parameters: [Y, Z] do not exist in the template"),
        ({}, {"A": "a"}, "Parameter values specified for a template which does not require them."),
    ],
)
def test_parameters_are_those_of_the_template(change_sets, declared, values, message):
    refused = error_of(change_sets.create, resources=TOPIC, declared=declared, values=values)
    assert refused == ("ValidationError", message)


def test_an_update_may_keep_a_value_and_must_name_it(change_sets):
    change_sets.execute(change_sets.create(TOPIC, declared=DECLARED, values={"A": "a", "B": "b"}))
    missing = error_of(change_sets.create, resources=TOPIC, kind="UPDATE", declared=DECLARED, values={"A": "a"})
    assert missing[1] == "Parameters: [B] must have values"
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in ("A", "B")]
    updated = change_sets.client.update_stack(
        StackName=change_sets.stack,
        TemplateBody='{"Parameters": {"A": {"Type": "String"}, "B": {"Type": "String"}}, '
        '"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "A"}}}}}',
        Parameters=kept,
    )
    assert updated["StackId"]


@pytest.mark.upstream
def test_unpatched_ministack_ignores_unknown_parameters(unpatched_change_sets):
    assert unpatched_change_sets.create(TOPIC, declared=DECLARED, values={"A": "a", "B": "b", "Z": "z"})
