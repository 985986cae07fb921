"""https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html"""

import pytest


def waits(seconds, *, then="Succeed", timeout=None):
    """Return the definition of a machine that waits, and has a timeout if one is given."""
    limit = {} if timeout is None else {"TimeoutSeconds": timeout}
    states = {"Wait": {"Type": "Wait", "Seconds": seconds, "Next": "End"}, "End": {"Type": then}}
    return {"StartAt": "Wait", "States": states, **limit}


def kinds(history):
    return [event["type"] for event in history]


def test_an_execution_that_takes_too_long_times_out(aws, execute):
    execution, history = execute(aws, waits(60, timeout=1), {})
    assert (execution["status"], "output" in execution) == ("TIMED_OUT", False)
    assert 1 <= (execution["stopDate"] - execution["startDate"]).total_seconds() < 50
    assert kinds(history) == ["ExecutionStarted", "WaitStateEntered", "ExecutionTimedOut"]


def test_an_execution_that_is_in_time_succeeds(aws, execute):
    execution, history = execute(aws, waits(1, timeout=60), {})
    assert execution["status"] == "SUCCEEDED"
    assert "ExecutionTimedOut" not in kinds(history)


@pytest.mark.parametrize("then", ["Succeed", "Fail"])
def test_an_execution_stays_as_it_ended(aws, execute, then):
    execution, history = execute(aws, waits(2, then=then, timeout=1), {}, later=2)  # the state continues until its end
    assert execution["status"] == "TIMED_OUT"
    assert kinds(history)[-1] == "ExecutionTimedOut"


@pytest.mark.upstream
def test_unpatched_ministack_ignores_the_timeout(unpatched_aws, execute):
    assert execute(unpatched_aws, waits(2, timeout=1), {})[0]["status"] == "SUCCEEDED"
