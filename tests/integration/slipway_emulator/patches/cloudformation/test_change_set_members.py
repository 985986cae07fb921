"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_sets.snapshot.json

The members and the values are those of the recorded change sets of topics and parameters.
"""

import json

import pytest

UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
NAME = {"Name": {"Type": "String"}}


def topic(**properties):
    return {"Type": "AWS::SNS::Topic", "Properties": properties}


def parameter(value, **others):
    return {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "String", "Value": value}, **others}


def contexts(change):
    """The properties before and after a change; None where the change has none."""
    found = [change.get(name) for name in ("BeforeContext", "AfterContext")]
    return [json.loads(text)["Properties"] if text else None for text in found]


def test_a_change_set_has_empty_lists_and_no_empty_texts(change_sets):
    described = change_sets.describe(change_sets.create({"Topic": topic()}))
    times = described.pop("CreationTime"), described.pop("ChangeSetId"), described.pop("StackId")
    assert all(times)
    change = {"Action": "Add", "LogicalResourceId": "Topic", "ResourceType": "AWS::SNS::Topic"}
    assert described == {
        "Capabilities": [],
        "ChangeSetName": "a",
        "Changes": [{"Type": "Resource", "ResourceChange": change | {"Scope": [], "Details": []}}],
        "ExecutionStatus": "AVAILABLE",
        "IncludeNestedStacks": False,
        "NotificationARNs": [],
        "RollbackConfiguration": {},
        "StackName": change_sets.stack,
        "Status": "CREATE_COMPLETE",
    }
    tags = [{"Key": "a", "Value": "<b>"}]
    arn = change_sets.create({"Topic": topic()}, "b", Tags=tags, Description="a & b", OnStackFailure="DO_NOTHING")
    described = change_sets.describe(arn)
    given = {name: described[name] for name in ("Tags", "Description", "OnStackFailure")}
    assert given == {"Tags": tags, "Description": "a & b", "OnStackFailure": "DO_NOTHING"}


def test_an_update_has_the_values_before_and_after_it(change_sets):
    references = {"B": parameter({"Ref": "A"}), "C": parameter({"Fn::GetAtt": ["A", "TopicName"]})}
    resources = {"A": topic(TopicName={"Ref": "Name"}), **references}
    names = [f"{change_sets.stack}-{number}" for number in (1, 2)]
    created = change_sets.create(resources, declared=NAME, values={"Name": names[0]})
    first, *others = change_sets.changes(created, IncludePropertyValues=True)
    assert contexts(first) == [None, {"TopicName": names[0]}]
    assert [contexts(change) for change in others] == [[None, {"Type": "String", "Value": UNKNOWN}]] * 2
    change_sets.execute(created)

    updated = change_sets.create(resources, kind="UPDATE", declared=NAME, values={"Name": names[1]})
    assert change_sets.describe(updated)["Parameters"] == [{"ParameterKey": "Name", "ParameterValue": names[1]}]
    renamed, *others = change_sets.changes(updated)
    target = {"Attribute": "Properties", "Name": "TopicName", "RequiresRecreation": "Always"}
    direct = {"ChangeSource": "DirectModification", "Evaluation": "Dynamic"}
    by_parameter = {"CausingEntity": "Name", "ChangeSource": "ParameterReference", "Evaluation": "Static"}
    assert renamed["Details"] == [by_parameter | {"Target": target}, direct | {"Target": target}]
    assert (renamed["Replacement"], renamed["PolicyAction"]) == ("True", "ReplaceAndDelete")
    assert [len(change["Details"]) for change in others] == [1, 1]

    renamed, *others = change_sets.changes(updated, IncludePropertyValues=True)
    assert contexts(renamed) == [{"TopicName": name} for name in names]
    values = {"BeforeValue": names[0], "AfterValue": names[1], "AttributeChangeType": "Modify"}
    assert renamed["Details"][0]["Target"] == target | values | {"Path": "/Properties/TopicName"}
    before = renamed["PhysicalResourceId"], names[0]
    sources = ("ResourceReference", "ResourceAttribute")
    for change, value, source in zip(others, before, sources, strict=True):
        assert contexts(change) == [{"Type": "String", "Value": value}, {"Type": "String", "Value": UNKNOWN}]
        assert [detail["ChangeSource"] for detail in change["Details"]] == ["DirectModification", source]


def test_a_value_that_stays_the_same_is_left_out_and_a_new_resource_has_the_present_values(change_sets):
    old = {"A": topic(DisplayName="a"), "B": parameter({"Fn::GetAtt": ["A", "TopicName"]})}
    change_sets.execute(change_sets.create(old))
    new = {**old, "A": topic(DisplayName="b", Tags=[{"Key": "k", "Value": "v"}]), "C": parameter({"Ref": "A"})}
    updated = change_sets.create(new, kind="UPDATE")
    assert [change["LogicalResourceId"] for change in change_sets.changes(updated)] == ["A", "B", "C"]
    renamed, added = change_sets.changes(updated, IncludePropertyValues=True)
    assert contexts(added)[1]["Value"] == renamed["PhysicalResourceId"]
    kinds = {detail["Target"]["Name"]: detail["Target"]["AttributeChangeType"] for detail in renamed["Details"]}
    assert kinds == {"DisplayName": "Modify", "Tags": "Add"}

    removed = change_sets.create({"A": old["A"]}, "b", "UPDATE")
    (change,) = change_sets.changes(removed, IncludePropertyValues=True)
    assert (change["Action"], change["PolicyAction"]) == ("Remove", "Delete")
    assert contexts(change) == [{"Type": "String", "Value": UNKNOWN}, None]


def test_an_export_that_is_not_there_is_named_in_the_reason_and_its_value_is_unknown(change_sets):
    arn = change_sets.create({"A": parameter({"Fn::ImportValue": "missing"})})
    assert "StatusReason" not in change_sets.describe(arn)
    described = change_sets.describe(arn, IncludePropertyValues=True)
    assert contexts(described["Changes"][0]["ResourceChange"])[1] == {"Type": "String", "Value": UNKNOWN}
    assert described["StatusReason"] == (
        "[WARN] --include-property-values option can return incomplete ChangeSet data because: "
        "ChangeSet creation failed for resource [A] because: No export named missing"
    )


def test_a_parameter_of_systems_manager_has_its_name_and_its_value(aws, change_sets):
    name = change_sets.stack
    aws("ssm").put_parameter(Name=name, Value="value", Type="String")
    declared = {"A": {"Type": "AWS::SSM::Parameter::Value<String>"}}
    arn = change_sets.create({"A1": parameter({"Ref": "A"})}, declared=declared, values={"A": name})
    expected = [{"ParameterKey": "A", "ParameterValue": name, "ResolvedValue": "value"}]
    assert change_sets.describe(arn)["Parameters"] == expected
    change_sets.execute(arn)
    assert change_sets.client.describe_stacks(StackName=name)["Stacks"][0]["Parameters"] == expected

    aws("ssm").put_parameter(Name=name, Value="new", Type="String", Overwrite=True)
    resources = {"A1": parameter({"Ref": "A"})}
    updated = change_sets.create(resources, "b", "UPDATE", declared=declared, values={"A": name})
    (change,) = change_sets.changes(updated)
    target = {"Attribute": "Properties", "Name": "Value", "RequiresRecreation": "Never"}
    direct = {"ChangeSource": "DirectModification", "Evaluation": "Static", "Target": target}
    assert change["Details"] == [direct]
    other = f"{name}-other"
    aws("ssm").put_parameter(Name=other, Value="other", Type="String")
    (change,) = change_sets.changes(
        change_sets.create(resources, "c", "UPDATE", declared=declared, values={"A": other})
    )
    assert [detail["ChangeSource"] for detail in change["Details"]] == ["ParameterReference", "DirectModification"]


def test_a_resource_whose_condition_is_false_is_not_created_and_removed_when_it_becomes_false(change_sets):
    resources = {"A": topic(), "B": {**topic(), "Condition": "Wanted"}}

    def create(name, wanted, kind):
        conditions = {"Wanted": {"Fn::Equals": [wanted, "yes"]}}
        arn = change_sets.create(resources, name, kind, Conditions=conditions)
        return arn, [(change["Action"], change["LogicalResourceId"]) for change in change_sets.changes(arn)]

    assert create("a", "no", "CREATE")[1] == [("Add", "A")]
    arn, changes = create("b", "yes", "CREATE")
    assert changes == [("Add", "A"), ("Add", "B")]
    change_sets.execute(arn)
    assert create("c", "no", "UPDATE")[1] == [("Remove", "B")]


@pytest.mark.upstream
def test_unpatched_ministack_has_empty_texts_and_no_values(unpatched_change_sets):
    described = unpatched_change_sets.describe(unpatched_change_sets.create({"A": topic()}), IncludePropertyValues=True)
    assert described["Description"] == ""
    assert "AfterContext" not in described["Changes"][0]["ResourceChange"]
