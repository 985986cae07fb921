"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.py"""

import pytest
from botocore.exceptions import ClientError
from service_errors import error_of

TOPIC = {"Topic": {"Type": "AWS::SNS::Topic"}}
NAMED = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "a"}}}


def listed(change_sets):
    return [
        found["ChangeSetId"] for found in change_sets.client.list_change_sets(StackName=change_sets.stack)["Summaries"]
    ]


def test_the_name_is_free_after_the_execution_and_the_executed_change_set_keeps_its_arn(change_sets):
    first = change_sets.create(TOPIC)
    code, message = error_of(change_sets.create, resources=TOPIC)
    assert (code, message) == ("AlreadyExistsException", "ChangeSet [a] already exists")
    assert listed(change_sets) == [first]

    change_sets.execute(first)
    assert listed(change_sets) == []
    assert change_sets.describe("a", StackName=change_sets.stack)["ChangeSetId"] == first

    second = change_sets.create(NAMED, kind="UPDATE")
    assert listed(change_sets) == [second]
    for stack in (change_sets.stack, change_sets.describe(second)["StackId"]):
        assert change_sets.describe("a", StackName=stack)["ChangeSetId"] == second
    assert change_sets.describe(first)["ExecutionStatus"] == "EXECUTE_COMPLETE"


def test_change_sets_of_a_new_stack_share_the_stack_which_may_be_named_by_its_id(change_sets):
    stack = change_sets.describe(change_sets.create(TOPIC))["StackId"]
    by_name = change_sets.create(TOPIC, "b")
    by_id = change_sets.create(TOPIC, "c", StackName=stack)
    assert [change_sets.describe(arn)["StackId"] for arn in (by_name, by_id)] == [stack, stack]
    assert len(listed(change_sets)) == 3
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        change_sets.create({"A": {"Type": "AWS::None::None"}}, "d")
    assert change_sets.client.describe_stacks(StackName=change_sets.stack)["Stacks"][0]["StackId"] == stack

    change_sets.execute(by_id)
    assert events(change_sets)[0]["ResourceStatus"] == "CREATE_COMPLETE"
    assert error_of(change_sets.describe, arn=by_name)[0] == "ChangeSetNotFound"


def events(change_sets):
    return change_sets.client.describe_stack_events(StackName=change_sets.stack)["StackEvents"]


@pytest.mark.upstream
def test_unpatched_ministack_keeps_the_name(unpatched_change_sets):
    unpatched_change_sets.execute(unpatched_change_sets.create(TOPIC))
    with pytest.raises(ClientError, match="already exists"):
        unpatched_change_sets.create(NAMED, kind="UPDATE")
