"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json"""

import pytest

TOPIC = {"Topic": {"Type": "AWS::SNS::Topic"}}
ALWAYS = {
    "DisableRollback": False,
    "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    "NotificationARNs": [],
    "RollbackConfiguration": {},
    "Tags": [],
}


def described(change_sets, name):
    (stack,) = change_sets.client.describe_stacks(StackName=name)["Stacks"]
    times = {member: stack.pop(member) for member in list(stack) if member.endswith("Time")}
    del stack["StackName"], stack["StackId"]
    return stack, sorted(times)


def test_a_stack_has_the_members_of_its_state(change_sets):
    arn = change_sets.create(TOPIC)
    stack, protection = change_sets.describe(arn)["StackId"], {"EnableTerminationProtection": False}
    review = {"StackStatus": "REVIEW_IN_PROGRESS", "StackStatusReason": "User Initiated"}
    assert described(change_sets, stack) == (ALWAYS | protection | review, ["CreationTime"])

    change_sets.execute(arn)
    complete = {"StackStatus": "CREATE_COMPLETE", "ChangeSetId": arn}
    assert described(change_sets, stack) == (ALWAYS | protection | complete, ["CreationTime", "LastUpdatedTime"])

    change_sets.client.delete_stack(StackName=stack)
    change_sets.client.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 0.1})
    times = ["CreationTime", "DeletionTime", "LastUpdatedTime"]
    assert described(change_sets, stack) == (ALWAYS | {"StackStatus": "DELETE_COMPLETE"}, times)


def test_each_of_several_stacks_has_its_own_members(aws, change_sets, unique_name):
    client = aws("cloudformation")
    body = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"A": {"Value": "a<b"}}}'
    client.create_stack(StackName=unique_name, TemplateBody=body)
    client.get_waiter("stack_create_complete").wait(StackName=unique_name, WaiterConfig={"Delay": 0.1})
    change_sets.create(TOPIC)
    stacks = {stack["StackName"]: stack for stack in client.describe_stacks()["Stacks"]}
    created, reviewed = stacks[unique_name], stacks[change_sets.stack]
    assert created["Outputs"] == [{"OutputKey": "A", "OutputValue": "a<b"}]
    assert not {"LastUpdatedTime", "StackStatusReason", "Description", "ChangeSetId"} & set(created)
    assert reviewed["StackStatusReason"] == "User Initiated"
    assert "Outputs" not in reviewed
    client.delete_stack(StackName=unique_name)


@pytest.mark.upstream
def test_unpatched_ministack_has_empty_texts(unpatched_change_sets):
    unpatched_change_sets.execute(unpatched_change_sets.create(TOPIC))
    stack, _ = described(unpatched_change_sets, unpatched_change_sets.stack)
    assert stack["Description"] == ""
    assert "ChangeSetId" not in stack
