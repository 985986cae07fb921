"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/cloudformation/test_change_sets.snapshot.json"""

import pytest

CLEANUP = "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"


def topic(name):
    return {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}


def events(change_sets):
    found = change_sets.client.describe_stack_events(StackName=change_sets.stack)["StackEvents"]
    return list(reversed(found))


def of(change_sets, resource):
    """The statuses of a resource, each with the last part of the physical id."""
    found = [event for event in events(change_sets) if event["LogicalResourceId"] == resource]
    return [(event["ResourceStatus"], event.get("PhysicalResourceId", "").rpartition(":")[2]) for event in found]


def test_an_update_creates_replaces_and_removes_resources_and_then_cleans_up(change_sets):
    one, two, three = (f"{change_sets.stack}-{number}" for number in (1, 2, 3))
    same = {"Same": {"Type": "AWS::SNS::Topic"}}
    change_sets.execute(change_sets.create({"Changed": topic(one), "Removed": topic(two), **same}))
    created = [("CREATE_IN_PROGRESS", ""), ("CREATE_IN_PROGRESS", one), ("CREATE_COMPLETE", one)]
    assert of(change_sets, "Changed") == created

    new = {"Changed": topic(three), "Added": topic(f"{one}a"), **same}
    change_sets.execute(change_sets.create(new, kind="UPDATE"), "update")
    replaced = [("UPDATE_IN_PROGRESS", one), ("UPDATE_IN_PROGRESS", three), ("UPDATE_COMPLETE", three)]
    deleted = [("DELETE_IN_PROGRESS", one), ("DELETE_COMPLETE", one)]
    assert of(change_sets, "Changed") == created + replaced + deleted
    assert of(change_sets, "Removed")[3:] == [("DELETE_IN_PROGRESS", two), ("DELETE_COMPLETE", two)]
    assert [status for status, _ in of(change_sets, "Added")] == [status for status, _ in created]
    assert [status for status, _ in of(change_sets, "Same")] == [status for status, _ in created]

    statuses = [event["ResourceStatus"] for event in events(change_sets)]
    assert statuses.index(CLEANUP) < statuses.index("DELETE_IN_PROGRESS")
    resources = change_sets.client.describe_stack_resources(StackName=change_sets.stack)["StackResources"]
    assert {resource["LogicalResourceId"]: resource["ResourceStatus"] for resource in resources} == {
        "Added": "CREATE_COMPLETE",
        "Changed": "UPDATE_COMPLETE",
        "Same": "CREATE_COMPLETE",
    }


def test_the_stack_has_an_event_of_each_operation_and_each_event_a_later_time(change_sets):
    change_sets.execute(change_sets.create({"A": topic(change_sets.stack)}))
    tagged = topic(change_sets.stack)
    tagged["Properties"]["DisplayName"] = "a"
    change_sets.execute(change_sets.create({"A": tagged}, kind="UPDATE"), "update")
    found = events(change_sets)
    of_stack = [event for event in found if event["LogicalResourceId"] == change_sets.stack]
    assert [(event["ResourceStatus"], event.get("ResourceStatusReason") or None) for event in of_stack] == [
        ("REVIEW_IN_PROGRESS", "User Initiated"),
        ("CREATE_IN_PROGRESS", "User Initiated"),
        ("CREATE_COMPLETE", None),
        ("UPDATE_IN_PROGRESS", "User Initiated"),
        (CLEANUP, None),
        ("UPDATE_COMPLETE", None),
    ]
    times = [event["Timestamp"] for event in found]
    assert times == sorted(set(times))
    reasons = [event.get("ResourceStatusReason") for event in found if event["LogicalResourceId"] == "A"]
    assert reasons[1] == "Resource creation Initiated"


def test_a_resource_that_an_update_fails_to_create_has_failed_to_be_created(change_sets):
    change_sets.execute(change_sets.create({"A": topic(change_sets.stack)}))
    wrong = {"Type": "AWS::SSM::Parameter", "Properties": {"Type": "Wrong", "Value": "a"}}
    change_sets.client.execute_change_set(
        ChangeSetName=change_sets.create(
            {"A": topic(change_sets.stack), "B": wrong}, kind="UPDATE", DisableValidation=True
        )
    )
    change_sets.client.get_waiter("stack_rollback_complete").wait(
        StackName=change_sets.stack, WaiterConfig={"Delay": 0.1}
    )
    assert [status for status, _ in of(change_sets, "B")][:2] == ["CREATE_IN_PROGRESS", "CREATE_FAILED"]


@pytest.mark.upstream
def test_unpatched_ministack_updates_what_an_update_adds(unpatched_change_sets):
    stack = unpatched_change_sets.stack
    unpatched_change_sets.execute(unpatched_change_sets.create({"A": topic(stack)}))
    added = unpatched_change_sets.create({"A": topic(stack), "B": topic(f"{stack}b")}, "b", "UPDATE")
    unpatched_change_sets.execute(added, "update")
    assert [status for status, _ in of(unpatched_change_sets, "B")] == ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE"]
