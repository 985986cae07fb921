"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html

The reason is that of https://github.com/aws-amplify/amplify-js/issues/5811
"""

import json

import pytest

from slipway.harness import eventually, unique_name

TOPIC = {"Type": "AWS::SNS::Topic"}


def body(export, value="a"):
    outputs = {"O": {"Value": value, "Export": {"Name": export}}}
    return json.dumps({"Resources": {"A": TOPIC}, "Outputs": outputs})


def create(client, export):
    """Create a stack and return its name, its last status and the reasons of its events."""
    name = unique_name()
    client.create_stack(StackName=name, TemplateBody=body(export))

    def ended():
        (stack,) = client.describe_stacks(StackName=name)["Stacks"]
        assert not stack["StackStatus"].endswith("_IN_PROGRESS")
        return stack["StackStatus"]

    status = eventually(ended, timeout=20, interval=0.1)
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    return name, status, [event.get("ResourceStatusReason", "") for event in events]


def exporting(client, export):
    return [
        found["ExportingStackId"].split("/")[1] for found in client.list_exports()["Exports"] if found["Name"] == export
    ]


def test_a_name_that_another_stack_exports_fails_a_stack(aws):
    client, export = aws("cloudformation"), unique_name()
    first, status, _ = create(client, export)
    assert status == "CREATE_COMPLETE"
    _, status, reasons = create(client, export)
    assert status == "ROLLBACK_COMPLETE"
    assert any(f"Export with name {export} is already exported by stack {first}" in reason for reason in reasons)
    assert exporting(client, export) == [first]

    client.update_stack(StackName=first, TemplateBody=body(export, "b"))
    client.get_waiter("stack_update_complete").wait(StackName=first, WaiterConfig={"Delay": 0.1, "MaxAttempts": 200})
    client.delete_stack(StackName=first)
    client.get_waiter("stack_delete_complete").wait(StackName=first, WaiterConfig={"Delay": 0.1, "MaxAttempts": 200})
    third, status, _ = create(client, export)
    assert (status, exporting(client, export)) == ("CREATE_COMPLETE", [third])


@pytest.mark.upstream
def test_unpatched_ministack_gives_the_name_to_the_later_stack(unpatched_aws):
    client, export = unpatched_aws("cloudformation"), unique_name()
    create(client, export)
    second, status, _ = create(client, export)
    assert (status, exporting(client, export)) == ("CREATE_COMPLETE", [second])
