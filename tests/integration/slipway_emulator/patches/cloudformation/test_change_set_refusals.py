"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/api/test_changesets.snapshot.json"""

import pytest
from service_errors import error_of

TOPIC = {"Topic": {"Type": "AWS::SNS::Topic"}}
NAME_ALONE = "StackName must be specified if ChangeSetName is not specified as an ARN."


@pytest.mark.parametrize("operation", ["delete", "describe", "execute"])
def test_a_change_set_is_named_by_its_arn_or_with_its_stack(change_sets, operation):
    call = getattr(change_sets.client, f"{operation}_change_set")
    assert error_of(call, ChangeSetName="a") == ("ValidationError", NAME_ALONE)
    missing = error_of(call, ChangeSetName="a", StackName="missing")
    assert missing == ("ValidationError", "Stack [missing] does not exist")


def test_a_change_set_that_is_not_there_is_not_found_but_deleted(change_sets):
    change_sets.create(TOPIC)
    names = {"ChangeSetName": "b", "StackName": change_sets.stack}
    missing = ("ChangeSetNotFound", "ChangeSet [b] does not exist")
    assert error_of(change_sets.client.describe_change_set, **names) == missing
    assert error_of(change_sets.client.execute_change_set, **names) == missing
    change_sets.client.delete_change_set(**names)


def test_a_change_set_without_changes_or_that_was_executed_is_not_executed(change_sets):
    executed = change_sets.create(TOPIC)
    change_sets.execute(executed)
    unchanged = change_sets.create(TOPIC, "b", "UPDATE")
    described = change_sets.describe(unchanged)
    assert (described["Status"], described["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert described["StatusReason"] == (
        "The submitted information didn't contain changes. Submit different information to create a change set."
    )
    for arn, status in ((unchanged, "status of [FAILED]"), (executed, "execution status of [EXECUTE_COMPLETE]")):
        code, message = error_of(change_sets.client.execute_change_set, ChangeSetName=arn)
        assert (code, message) == (
            "InvalidChangeSetStatus",
            f"ChangeSet [{arn}] cannot be executed in its current {status}",
        )


def test_a_stack_that_exists_is_not_created_again_nor_one_by_the_id_of_a_deleted_one(change_sets):
    arn = change_sets.create(TOPIC)
    stack = change_sets.describe(arn)["StackId"]
    change_sets.execute(arn)
    message = "Stack [{}] already exists and cannot be created again with the changeSet [b]."
    refused = error_of(change_sets.create, resources=TOPIC, name="b")
    assert refused == ("ValidationError", message.format(change_sets.stack))

    change_sets.client.delete_stack(StackName=stack)
    change_sets.client.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 0.1})
    refused = error_of(change_sets.create, resources=TOPIC, name="b", StackName=stack)
    assert refused == ("ValidationError", message.format(stack))
    assert change_sets.describe(change_sets.create(TOPIC, "b"))["StackId"] != stack


@pytest.mark.upstream
def test_unpatched_ministack_deletes_by_a_name_alone(unpatched_change_sets):
    unpatched_change_sets.client.delete_change_set(ChangeSetName="a")
