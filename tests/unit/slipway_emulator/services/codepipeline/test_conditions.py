"""Conditions, automatic retries and rollbacks of stages.

https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html
"""

import pytest

from slipway_emulator.services.codepipeline.action import ActionError, ActionResult

FAILURE = ActionError("JobFailed", "not today")


@pytest.fixture
def run(simulation, wait_for_status):
    """``run(pipeline, status)`` starts an execution, waits until it has a status, and returns it."""

    def start(pipeline, status):
        execution = simulation.start(pipeline)
        wait_for_status(execution, status)
        return execution

    return start


def _actions(simulation):
    return [context.action for context in simulation.contexts]


def test_the_actions_start_after_all_rules_of_the_entry_condition(simulation, action, condition, run):
    pipeline = simulation.pipeline([action("A")], conditions={"beforeEntry": condition("FAIL", "One", "Two")})
    execution = run(pipeline, "Succeeded")
    assert _actions(simulation)[0] == "Source"
    assert sorted(_actions(simulation)[1:3]) == ["One", "Two"]
    assert _actions(simulation)[3:] == ["A"]
    assert execution.conditions["Stage1", "beforeEntry"].status == "Succeeded"
    assert simulation.states("Action", execution) == ["STARTED", "SUCCEEDED"] * 2


@pytest.mark.parametrize(
    ("result", "status", "stages"),
    [
        ("FAIL", "Failed", {"Sources": "Succeeded", "Stage1": "Failed"}),
        ("SKIP", "Succeeded", {"Sources": "Succeeded", "Stage1": "Skipped", "Stage2": "Succeeded"}),
    ],
)
def test_an_unmet_entry_condition_fails_or_skips_the_stage(simulation, action, condition, run, result, status, stages):
    simulation.results["Check"] = FAILURE
    pipeline = simulation.pipeline([action("A")], [action("B")], conditions={"beforeEntry": condition(result, "Check")})
    assert run(pipeline, status).stages == stages
    assert "A" not in _actions(simulation)


def test_the_last_stage_can_be_skipped(simulation, action, condition, run):
    simulation.results["Check"] = FAILURE
    execution = run(
        simulation.pipeline([action("A")], conditions={"beforeEntry": condition("SKIP", "Check")}), "Succeeded"
    )
    assert execution.stages["Stage1"] == "Skipped"


def test_a_failed_rule_abandons_the_others(simulation, action, condition, run):
    simulation.hold("Slow")
    simulation.results["Check"] = FAILURE
    pipeline = simulation.pipeline([action("A")], conditions={"beforeEntry": condition("FAIL", "Slow", "Check")})
    execution = run(pipeline, "Failed")
    assert {rule.name: rule.status for rule in execution.rules} == {"Slow": "Abandoned", "Check": "Failed"}
    assert execution.summary == "not today"


def test_an_unmet_success_condition_fails_the_stage(simulation, action, condition, run):
    simulation.results["Check"] = FAILURE
    pipeline = simulation.pipeline([action("A")], [action("B")], conditions={"onSuccess": condition("FAIL", "Check")})
    assert run(pipeline, "Failed").stages["Stage1"] == "Failed"
    assert _actions(simulation) == ["Source", "A", "Check"]


def _rollback(pipeline, eventually):
    def check():
        newest = pipeline.executions[-1]
        assert newest.type == "ROLLBACK"
        assert newest.status != "InProgress"
        return newest

    return eventually(check, timeout=10, interval=0.01)


def test_a_failed_stage_is_rolled_back_to_the_last_execution_that_succeeded(simulation, action, run, eventually):
    simulation.results["Source"] = ActionResult(revision="good", variables={"Id": "good"})
    conditions = {"onFailure": {"result": "ROLLBACK"}}
    inputs = {"inputArtifacts": [{"name": "Source"}]}
    pipeline = simulation.pipeline([action("A", **inputs)], [action("B")], conditions=conditions)
    good = run(pipeline, "Succeeded")
    simulation.results |= {"Source": ActionResult(revision="bad"), "A": FAILURE}
    bad = run(pipeline, "Failed")
    rolled_back = _rollback(pipeline, eventually)
    assert rolled_back.trigger == {"triggerType": "AutomatedRollback", "triggerDetail": bad.id}
    assert rolled_back.rollback_target == good.id
    assert simulation.contexts[-1].inputs[0].revision == "good"
    assert rolled_back.status == "Failed"  # A still fails
    assert len(pipeline.executions) == 3  # and isn't rolled back again
    assert set(rolled_back.stages) == {"Stage1"}


def test_a_success_condition_rolls_back(simulation, action, condition, run, eventually):
    pipeline = simulation.pipeline(
        [action("A")], [action("B")], conditions={"onSuccess": condition("ROLLBACK", "Check")}
    )
    run(pipeline, "Succeeded")
    simulation.results["Check"] = FAILURE
    run(pipeline, "Failed")
    assert _rollback(pipeline, eventually).stages == {"Stage1": "Failed"}
    assert simulation.starts("B") == 1


def test_without_an_earlier_success_nothing_is_rolled_back(simulation, action, run):
    simulation.results["A"] = FAILURE
    pipeline = simulation.pipeline([action("A")], conditions={"onFailure": {"result": "ROLLBACK"}})
    run(pipeline, "Failed")
    run(pipeline, "Failed")
    assert [execution.type for execution in pipeline.executions] == ["STANDARD", "STANDARD"]


@pytest.mark.parametrize("is_met", [True, False])
def test_a_failure_condition_decides_about_its_result(simulation, action, condition, run, eventually, is_met):
    pipeline = simulation.pipeline([action("A")], conditions={"onFailure": condition("ROLLBACK", "Check")})
    run(pipeline, "Succeeded")
    simulation.results |= {"A": FAILURE} if is_met else {"A": FAILURE, "Check": FAILURE}
    run(pipeline, "Failed")
    if is_met:
        _rollback(pipeline, eventually)
    assert len(pipeline.executions) == (3 if is_met else 2)


@pytest.mark.parametrize(("mode", "starts"), [("FAILED_ACTIONS", 1), ("ALL_ACTIONS", 2)])
def test_a_failed_stage_is_retried_once(simulation, action, run, mode, starts):
    simulation.results["B"] = FAILURE
    conditions = {"onFailure": {"result": "RETRY", "retryConfiguration": {"retryMode": mode}}}
    execution = run(simulation.pipeline([action("A"), action("B")], conditions=conditions), "Failed")
    assert (simulation.starts("A"), simulation.starts("B")) == (starts, 2)
    assert execution.retries == {"Stage1": ["AutomatedStageRetry"]}


def test_a_stage_that_succeeds_when_it_is_retried_continues(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], [action("B")], conditions={"onFailure": {"result": "RETRY"}})
    execution = simulation.start(pipeline)
    wait_for_start("A")
    simulation.release("A", FAILURE)
    simulation.release("A")
    wait_for_status(execution, "Succeeded")
    assert simulation.starts("B") == 1


@pytest.mark.parametrize(("kind", "started"), [("beforeEntry", 0), ("onSuccess", 1)])
def test_a_failed_condition_is_overridden(simulation, action, condition, run, wait_for_status, kind, started):
    simulation.results["Check"] = FAILURE
    pipeline = simulation.pipeline([action("A")], [action("B")], conditions={kind: condition("FAIL", "Check")})
    execution = run(pipeline, "Failed")
    assert simulation.starts("A") == started
    simulation.engine.override_condition(pipeline, execution, execution.conditions["Stage1", kind])
    wait_for_status(execution, "Succeeded")
    assert simulation.starts("B") == 1
    assert execution.conditions["Stage1", kind].status == "Overridden"


def test_a_condition_in_progress_is_overridden(simulation, action, condition, wait_for_start, wait_for_status):
    simulation.hold("Check")
    pipeline = simulation.pipeline([action("A")], conditions={"beforeEntry": condition("FAIL", "Check")})
    execution = simulation.start(pipeline)
    wait_for_start("Check")
    simulation.engine.override_condition(pipeline, execution, execution.conditions["Stage1", "beforeEntry"])
    wait_for_status(execution, "Succeeded")
    assert execution.rules[0].status == "Abandoned"


def test_stopping_an_execution_abandons_its_rules(simulation, action, condition, wait_for_start, wait_for_status):
    simulation.hold("Check")
    pipeline = simulation.pipeline([action("A")], conditions={"beforeEntry": condition("FAIL", "Check")})
    execution = simulation.start(pipeline)
    wait_for_start("Check")
    simulation.engine.stop(pipeline, execution, "enough", abandon=True)
    wait_for_status(execution, "Stopped")
    assert execution.rules[0].status == "Abandoned"


def test_a_retry_evaluates_a_failed_condition_again(simulation, action, condition, run, wait_for_status):
    simulation.results["Check"] = FAILURE
    pipeline = simulation.pipeline([action("A")], conditions={"onSuccess": condition("FAIL", "Check")})
    execution = run(pipeline, "Failed")
    del simulation.results["Check"]
    simulation.engine.retry(pipeline, execution, all_actions=False)
    wait_for_status(execution, "Succeeded")
    assert (simulation.starts("A"), simulation.starts("Check")) == (1, 2)
    assert execution.retries == {"Stage1": ["ManualStageRetry"]}
