"""Several executions of one pipeline: modes, transitions, stops, updates and concurrent starts."""

import dataclasses
import random
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline.engine import Engine


def test_a_newer_execution_supersedes_the_one_that_waits_before_a_stage(
    simulation, action, wait_for_start, wait_for_status
):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")])
    first = simulation.start(pipeline)
    wait_for_start("A")
    second = simulation.start(pipeline)
    wait_for_start("Source", 2)
    third = simulation.start(pipeline)
    wait_for_status(second, "Superseded")
    simulation.release("A")
    wait_for_status(first, "Succeeded")
    simulation.release("A")
    wait_for_status(third, "Succeeded")
    assert simulation.starts("A") == 2
    assert simulation.states("Pipeline", second) == ["STARTED", "SUPERSEDED"]


def test_queued_executions_run_in_the_order_of_their_start(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], mode="QUEUED")
    executions = [simulation.start(pipeline) for _ in range(3)]
    for times, execution in enumerate(executions, 1):
        wait_for_start("A", times)
        simulation.release("A")
        wait_for_status(execution, "Succeeded")
    assert [context.execution_id for context in simulation.contexts if context.action == "A"] == [
        execution.id for execution in executions
    ]


def test_parallel_executions_do_not_wait_for_each_other(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], mode="PARALLEL")
    executions = [simulation.start(pipeline) for _ in range(3)]
    wait_for_start("A", 3)
    for _ in executions:
        simulation.release("A")
    for execution in executions:
        wait_for_status(execution, "Succeeded")


def test_an_execution_waits_before_a_disabled_transition_until_it_is_enabled(
    simulation, action, wait_for_start, wait_for_status
):
    pipeline = simulation.pipeline([action("A")])
    stage = pipeline.stages["Stage1"]
    stage.enabled = False
    first, second = simulation.start(pipeline), simulation.start(pipeline)
    wait_for_status(first, "Superseded")
    wait_for_start("Source", 2)
    assert second.status == "InProgress"
    stage.enabled = True
    simulation.engine.admit_waiting(pipeline, stage)
    wait_for_status(second, "Succeeded")


def test_stop_and_wait_ends_the_execution_after_its_running_action(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], [action("B")])
    execution = simulation.start(pipeline)
    wait_for_start("A")
    simulation.engine.stop(pipeline, execution, "enough", abandon=False)
    assert execution.status == "Stopping"
    simulation.release("A")
    wait_for_status(execution, "Stopped")
    assert (execution.actions[-1].status, simulation.starts("B")) == ("Succeeded", 0)


def test_stop_and_abandon_ends_the_execution_immediately_and_cancels_the_action(
    simulation, action, wait_for_start, wait_for_status
):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")])
    execution = simulation.start(pipeline)
    wait_for_start("A")
    simulation.engine.stop(pipeline, execution, None, abandon=True)
    assert (execution.status, execution.actions[-1].status) == ("Stopped", "Abandoned")
    assert simulation.contexts[-1].cancelled.is_set()
    following = simulation.start(pipeline)
    simulation.stop_holding("A")
    wait_for_status(following, "Succeeded")


def test_an_execution_that_waits_before_a_stage_is_stopped(simulation, action, wait_for_start, wait_for_status):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], mode="QUEUED")
    simulation.start(pipeline)
    wait_for_start("A")
    waiting = simulation.start(pipeline)
    wait_for_start("Source", 2)
    simulation.engine.stop(pipeline, waiting, None, abandon=False)
    wait_for_status(waiting, "Stopped")


def test_an_update_of_the_pipeline_ends_an_execution_after_its_running_action(
    simulation, action, wait_for_start, wait_for_status
):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], [action("B")])
    execution = simulation.start(pipeline)
    wait_for_start("A")
    pipeline.declare(dict(pipeline.declaration), pipeline.updated)
    simulation.engine.supersede_old_version(pipeline)
    assert execution.status == "InProgress"
    simulation.release("A")
    wait_for_status(execution, "Failed")
    assert simulation.starts("B") == 0


@pytest.mark.parametrize("mode", ["SUPERSEDED", "QUEUED", "PARALLEL"])
def test_all_executions_end_after_random_starts_failures_and_stops(simulation, action, eventually, mode):
    pipeline = simulation.pipeline([action("A"), action("B")], [action("C")], mode=mode)
    generator = random.Random(mode)
    simulation.random = generator

    def start_many():
        for _ in range(8):
            execution = simulation.start(pipeline)
            if generator.random() < 0.3:
                with pipeline.lock:
                    if execution.status == "InProgress":
                        simulation.engine.stop(pipeline, execution, None, abandon=generator.random() < 0.5)

    threads = [threading.Thread(target=start_many) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def all_ended():
        final = {"Succeeded", "Failed", "Stopped", "Superseded"}
        assert {execution.status for execution in pipeline.executions} <= final

    eventually(all_ended)
    assert len(pipeline.executions) == 48
    assert not any(stage.inbound or (stage.busy and mode != "PARALLEL") for stage in pipeline.stages.values())
    assert pipeline.executions[-1].status != "Superseded"


def test_deleting_a_pipeline_stops_running_and_waiting_executions(simulation, action, wait_for_start):
    simulation.hold("A")
    pipeline = simulation.pipeline([action("A")], mode="QUEUED")
    running = simulation.start(pipeline)
    wait_for_start("A")
    waiting = simulation.start(pipeline)
    wait_for_start("Source", 2)
    simulation.engine.abandon(pipeline)
    assert (running.status, waiting.status, simulation.starts("A")) == ("Stopped", "Stopped", 1)


@pytest.fixture
def start_concurrently(simulation):
    """``start_concurrently(pipeline, times, **parameters)`` returns the executions, or the errors of the starts.

    The engine has to wait for the id of an execution, so that the starts overlap unless the engine prevents it.
    """

    def new_id():
        time.sleep(0.02)
        return str(uuid.uuid4())

    def start(engine, pipeline, parameters):
        try:
            return engine.start(pipeline, ("StartPipelineExecution", "test"), parameters)
        except ServiceError as error:
            return error.code

    def start_all(pipeline, times, **parameters):
        engine = Engine(dataclasses.replace(simulation.host, new_id=new_id))
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _: start(engine, pipeline, parameters), range(times)))

    return start_all


def test_concurrent_starts_with_one_token_start_one_execution(simulation, action, start_concurrently):
    pipeline = simulation.pipeline([action("A")])
    executions = start_concurrently(pipeline, 4, clientRequestToken="token")
    assert pipeline.executions == executions[:1]
    assert all(execution is executions[0] for execution in executions)


def test_concurrent_starts_cannot_exceed_the_limit_of_executions(simulation, action, start_concurrently):
    simulation.hold("Source")
    pipeline = simulation.pipeline([action("A")], mode="QUEUED")
    for _ in range(48):
        simulation.start(pipeline)
    outcomes = start_concurrently(pipeline, 4)
    assert outcomes.count("ConcurrentPipelineExecutionsLimitExceededException") == 2
    assert len(pipeline.executions) == 50


def test_a_token_returns_its_execution_even_when_a_new_one_would_be_rejected(simulation, action):
    pipeline = simulation.pipeline([action("A")])
    execution = simulation.start(pipeline, clientRequestToken="token")
    undeclared = [{"name": "color", "value": "blue"}]
    assert simulation.start(pipeline, clientRequestToken="token", variables=undeclared) is execution
