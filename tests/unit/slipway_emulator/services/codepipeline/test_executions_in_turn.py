"""Several executions of one pipeline: modes, transitions, stops, updates."""

import random
import threading

import pytest


def test_an_execution_overtakes_the_one_that_waits_before_a_stage(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")])
    first = world.start(pipeline)
    runs("A")
    second = world.start(pipeline)
    runs("Source", 2)
    third = world.start(pipeline)
    ends(second, "Superseded")
    world.release("A")
    ends(first, "Succeeded")
    world.release("A")
    ends(third, "Succeeded")
    assert world.ran("A") == 2
    assert world.states("Pipeline", second) == ["STARTED", "SUPERSEDED"]


def test_queued_executions_all_run_in_their_order(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")], mode="QUEUED")
    executions = [world.start(pipeline) for _ in range(3)]
    for times, execution in enumerate(executions, 1):
        runs("A", times)
        world.release("A")
        ends(execution, "Succeeded")
    assert [context.execution_id for context in world.contexts if context.action == "A"] == [
        execution.id for execution in executions
    ]


def test_parallel_executions_don_t_wait_for_each_other(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")], mode="PARALLEL")
    executions = [world.start(pipeline) for _ in range(3)]
    runs("A", 3)
    for _ in executions:
        world.release("A")
    for execution in executions:
        ends(execution, "Succeeded")


def test_a_disabled_transition_holds_the_latest_execution_until_it_is_enabled(world, action, runs, ends):
    pipeline = world.pipeline([action("A")])
    stage = pipeline.stages["Stage1"]
    stage.enabled = False
    first, second = world.start(pipeline), world.start(pipeline)
    ends(first, "Superseded")
    runs("Source", 2)
    assert second.status == "InProgress"
    stage.enabled = True
    world.engine.open(pipeline, stage)
    ends(second, "Succeeded")


def test_stop_and_wait_lets_the_action_end_and_nothing_follow(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")], [action("B")])
    execution = world.start(pipeline)
    runs("A")
    world.engine.stop(pipeline, execution, "enough", abandon=False)
    assert execution.status == "Stopping"
    world.release("A")
    ends(execution, "Stopped")
    assert (execution.actions[-1].status, world.ran("B")) == ("Succeeded", 0)


def test_stop_and_abandon_ends_at_once_and_tells_the_action(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")])
    execution = world.start(pipeline)
    runs("A")
    world.engine.stop(pipeline, execution, None, abandon=True)
    assert (execution.status, execution.actions[-1].status) == ("Stopped", "Abandoned")
    assert world.contexts[-1].cancelled.is_set()
    following = world.start(pipeline)
    world.let_go("A")
    ends(following, "Succeeded")


def test_a_waiting_execution_is_stopped_before_the_stage_is_free(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")], mode="QUEUED")
    world.start(pipeline)
    runs("A")
    waiting = world.start(pipeline)
    runs("Source", 2)
    world.engine.stop(pipeline, waiting, None, abandon=False)
    ends(waiting, "Stopped")


def test_an_update_ends_an_execution_after_its_running_action(world, action, runs, ends):
    world.hold("A")
    pipeline = world.pipeline([action("A")], [action("B")])
    execution = world.start(pipeline)
    runs("A")
    pipeline.declare(dict(pipeline.declaration), pipeline.updated)
    world.engine.outdate(pipeline)
    assert execution.status == "InProgress"
    world.release("A")
    ends(execution, "Failed")
    assert world.ran("B") == 0


@pytest.mark.parametrize("mode", ["SUPERSEDED", "QUEUED", "PARALLEL"])
def test_however_starts_failures_and_stops_fall_all_ends_and_no_stage_stays_taken(world, action, eventually, mode):
    pipeline = world.pipeline([action("A"), action("B")], [action("C")], mode=mode)
    chance = random.Random(mode)
    world.chance = chance

    def start_many():
        for _ in range(10):
            execution = world.start(pipeline)
            if chance.random() < 0.3:
                with pipeline.lock:
                    if execution.status == "InProgress":
                        world.engine.stop(pipeline, execution, None, abandon=chance.random() < 0.5)

    threads = [threading.Thread(target=start_many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def all_ended():
        ends = {"Succeeded", "Failed", "Stopped", "Superseded"}
        assert {execution.status for execution in pipeline.executions} <= ends

    eventually(all_ended)
    assert len(pipeline.executions) == 60
    assert not any(stage.inbound or (stage.busy and mode != "PARALLEL") for stage in pipeline.stages.values())
    assert pipeline.executions[-1].status != "Superseded"


def test_deleting_a_pipeline_ends_what_runs_and_starts_nothing_that_waits(world, action, runs):
    world.hold("A")
    pipeline = world.pipeline([action("A")], mode="QUEUED")
    running = world.start(pipeline)
    runs("A")
    waiting = world.start(pipeline)
    runs("Source", 2)
    world.engine.abandon(pipeline)
    assert (running.status, waiting.status, world.ran("A")) == ("Stopped", "Stopped", 1)
