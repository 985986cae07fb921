import pytest
from metric_sums import metric_sums

from slipway.harness import unique_name

FAILS = {"StartAt": "Fail", "States": {"Fail": {"Type": "Fail", "Error": "No", "Cause": "not today"}}}
PASSES = {"StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": True}}}
WAITS = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "End": True}}}
TIMES_OUT = {**WAITS, "TimeoutSeconds": 1}
COUNTS = tuple(f"Executions{ends}" for ends in ("Started", "Succeeded", "Failed", "TimedOut", "Aborted"))


def sums(aws, machine, *names):
    return metric_sums(aws, "AWS/States", names or COUNTS, {"StateMachineArn": machine})


@pytest.mark.parametrize(
    ("definition", "metric"),
    [(FAILS, "ExecutionsFailed"), (PASSES, "ExecutionsSucceeded"), (TIMES_OUT, "ExecutionsTimedOut")],
)
def test_an_execution_is_counted_when_it_starts_and_by_how_it_ends(aws, execute, definition, metric):
    execution, _ = execute(aws, definition, {})
    counted = sums(aws, execution["stateMachineArn"])
    assert counted == {name: name in ("ExecutionsStarted", metric) for name in COUNTS}
    assert sums(aws, execution["stateMachineArn"], "ExecutionTime")["ExecutionTime"] > 0


def test_an_execution_that_is_stopped_is_counted_as_aborted(aws, execute):
    execution, _ = execute(aws, WAITS, {}, stop=True)
    assert sums(aws, execution["stateMachineArn"])["ExecutionsAborted"] == 1


def test_a_machine_without_executions_has_no_metrics(aws):
    machine = f"arn:aws:states:eu-central-1:000000000000:stateMachine:{unique_name()}"
    assert not any(sums(aws, machine).values())


@pytest.mark.upstream
def test_unpatched_ministack_counts_no_executions(unpatched_aws, execute):
    execution, _ = execute(unpatched_aws, FAILS, {})
    assert not any(sums(unpatched_aws, execution["stateMachineArn"]).values())
