"""Each state of the machine alone, by TestState, with the machine's role."""

import json

import pytest

STACK = "arn:aws:cloudformation:eu-central-1:123456789012:stack/dev-package-a/1"
DATA = {"id": "a", "version": "1.0.0", "stack": STACK, "attempts": 1}
GONE = "CloudFormation.CloudFormationException"


def summary(done):
    """Return the status of a state, the next one, and its output."""
    return done["status"], done.get("nextState"), json.loads(done["output"])


def described(status, reason=None):
    required = {"StackName": "dev-package-a", "CreationTime": "2026-01-01T00:00:00Z"}
    stack = {**required, "StackStatus": status, **({"StackStatusReason": reason} if reason else {})}
    return {"mock": {"result": json.dumps({"Stacks": [stack]})}}


def failed(error, cause, retries=0):
    settings = {"stateConfiguration": {"retrierRetryCount": retries}} if retries else {}
    return {"mock": {"errorOutput": {"error": error, "cause": cause}}, **settings}


def test_mark_deletion_keeps_the_request_and_finds_the_stack(run_state, package):
    request = {"id": package.id, "version": "1.0.0", "caller": "k"}
    expected = {"id": package.id, "version": "1.0.0", "attempts": 0}
    assert summary(run_state("MarkDeletion", request)) == ("SUCCEEDED", "HasStack", {**expected, "stack": ""})
    assert package.item()["phase"]["S"] == "DELETING"
    assert json.loads(package.item()["deletion"]["S"])["caller"] == "k"

    package.run_by(STACK)
    assert summary(run_state("MarkDeletion", request))[2] == {**expected, "stack": STACK}
    unknown = run_state("MarkDeletion", {**request, "version": "2.0.0"})
    assert (unknown["status"], unknown["nextState"]) == ("CAUGHT_ERROR", "NothingToDelete")


def test_delete_stack_deletes_a_stack_of_a_package_even_if_it_is_gone(run_state, cloudformation_stack, aws):
    stack_id = cloudformation_stack()
    for _ in range(2):
        data = {**DATA, "stack": stack_id}
        assert summary(run_state("DeleteStack", data)) == ("SUCCEEDED", "WaitForStack", data)
        aws("cloudformation").get_waiter("stack_delete_complete").wait(StackName=stack_id, WaiterConfig={"Delay": 1})


def test_delete_stack_is_repeated_and_then_gives_up(run_state):
    assert run_state("DeleteStack", DATA, **failed(GONE, "Rate exceeded"))["status"] == "RETRIABLE"
    done = run_state("DeleteStack", DATA, **failed(GONE, "protected", retries=5))
    assert summary(done) == ("CAUGHT_ERROR", "StackNotDeleted", {**DATA, "reason": "protected"})


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (described("DELETE_IN_PROGRESS"), "DELETE_IN_PROGRESS"),
        (described("DELETE_FAILED", "it's not empty"), "DELETE_FAILED"),
        (failed(GONE, "Stack with id a does not exist", retries=5), "DELETE_COMPLETE"),
        (failed(GONE, "Access denied", retries=5), "UNKNOWN"),
    ],
)
def test_read_stack_finds_the_status(run_state, answer, status):
    _, following, output = summary(run_state("ReadStack", DATA, **answer))
    assert (following, output["status"]) == ("CheckStack", status)
    assert output.items() >= DATA.items()


@pytest.mark.parametrize(
    ("state", "data", "following"),
    [
        ("HasStack", {"stack": ""}, "DeleteFile"),
        ("HasStack", {}, "DeleteStack"),
        ("CheckStack", {"status": "DELETE_COMPLETE"}, "DeleteFile"),
        ("CheckStack", {"status": "DELETE_COMPLETE", "attempts": 2}, "DeleteFile"),
        ("CheckStack", {"status": "DELETE_IN_PROGRESS"}, "WaitForStack"),
        ("CheckStack", {"status": "DELETE_IN_PROGRESS", "attempts": 2}, "StackDeletionTimedOut"),
        ("CheckStack", {"status": "DELETE_FAILED"}, "StackNotDeleted"),
        ("CheckStack", {"status": "UNKNOWN"}, "StackNotDeleted"),
    ],
)
def test_a_choice_leads_to(run_state, state, data, following):
    assert run_state(state, {**DATA, **data})["nextState"] == following


def test_wait_for_stack_counts_the_attempts(run_state):
    done = summary(run_state("WaitForStack", {**DATA, "attempts": 0}))
    assert done == ("SUCCEEDED", "ReadStack", {**DATA, "attempts": 1})


def test_the_file_and_the_item_are_deleted_even_if_they_are_gone(run_state, package):
    data = {**DATA, "id": package.id}
    for _ in range(2):
        assert summary(run_state("DeleteFile", data)) == ("SUCCEEDED", "DeleteItem", data)
        assert summary(run_state("DeleteItem", data)) == ("SUCCEEDED", "Deleted", data)
        assert (package.item(), package.files()) == (None, [])


@pytest.mark.parametrize("state", ["Deleted", "NothingToDelete"])
def test_an_end_that_is_a_success(run_state, state):
    assert run_state(state, DATA)["status"] == "SUCCEEDED"


def test_an_end_that_is_a_failure_has_a_cause(run_state):
    done = run_state("StackNotDeleted", {**DATA, "reason": "it's not empty"})
    assert (done["status"], done["error"], done["cause"]) == ("FAILED", "StackNotDeleted", "it's not empty")
    done = run_state("StackDeletionTimedOut", {**DATA, "attempts": 2})
    assert (done["error"], done["cause"]) == ("StackDeletionTimedOut", "The stack was not deleted after 2 attempts.")
