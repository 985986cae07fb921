"""The engine with simulated actions and recorded events."""

import queue
from typing import Any

import pytest

from slipway_emulator.services.codepipeline import declaration
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.engine import Engine
from slipway_emulator.services.codepipeline.host import Host, utc_now
from slipway_emulator.services.codepipeline.model import Execution, Pipeline

ACCOUNT, REGION = "123456789012", "eu-central-1"
SOURCE = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}
INVOKE = {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"}


class Simulation:
    """Runs pipelines whose actions succeed immediately, unless they are held."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, dict[str, Any]]] = []
        self.contexts: list[ActionContext] = []
        self.results: dict[str, ActionResult | ActionError] = {}
        self.assume_role_error: str | None = None
        self.random: Any = None  # makes every fifth action fail
        self._held: dict[str, queue.Queue[ActionResult | ActionError]] = {}
        self.host = Host("http://127.0.0.1:1", lambda _: self._run, self._credentials, self._emit)
        self.engine = Engine(self.host)

    def pipeline(
        self, *stages: list[dict[str, Any]], mode: str = "SUPERSEDED", conditions: Any = None, **more: Any
    ) -> Pipeline:
        """Return a pipeline with a source stage and these stages, called Stage1, Stage2, …

        ``conditions`` are of the first of these stages.
        """
        named = [{"name": f"Stage{number}", "actions": actions} for number, actions in enumerate(stages, 1)]
        named[0] |= conditions or {}
        declared = declaration.validate(declare(*named, executionMode=mode, **more), ACCOUNT, REGION)
        pipeline = Pipeline(ACCOUNT, REGION, declared, utc_now(), utc_now())
        pipeline.declare(declared, utc_now())
        return pipeline

    def start(self, pipeline: Pipeline, **parameters: Any) -> Execution:
        return self.engine.start(pipeline, ("StartPipelineExecution", "test"), parameters)

    def hold(self, *actions: str) -> None:
        """Block these actions until they are released."""
        for action in actions:
            self._held[action] = queue.Queue()

    def release(self, action: str, outcome: ActionResult | ActionError | None = None) -> None:
        """End one execution of a held action."""
        self._held[action].put(outcome or ActionResult())

    def stop_holding(self, action: str) -> None:
        """Let an action succeed immediately again."""
        del self._held[action]

    def starts(self, action: str) -> int:
        """Return how often an action was started."""
        return sum(context.action == action for context in self.contexts)

    def states(self, kind: str, execution: Execution) -> list[str]:
        """Return the states in the events of an execution; ``kind`` is Pipeline, Stage or Action."""
        return [
            detail["state"]
            for _, detail_type, detail in self.events
            if f" {kind} " in detail_type and detail["execution-id"] == execution.id
        ]

    def end(self) -> None:
        """Release all held actions, so that their threads end."""
        for held in self._held.values():
            for _ in range(100):
                held.put(ActionResult())

    def _run(self, context: ActionContext) -> ActionResult:
        self.contexts.append(context)
        if self.random and self.random.random() < 0.2:
            raise ActionError("JobFailed", "at random")
        held = self._held.get(context.action)
        outcome = held.get() if held else self.results.get(context.action, ActionResult())
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _credentials(self, _: Pipeline, role_arn: str | None, _policy: Any) -> dict[str, str]:
        if self.assume_role_error:
            raise ActionError("PermissionError", self.assume_role_error)
        return {"aws_access_key_id": role_arn or "pipeline", "aws_secret_access_key": "x", "aws_session_token": "x"}

    def _emit(self, pipeline: Pipeline, detail_type: str, detail: dict[str, Any]) -> None:
        self.events.append((pipeline.arn, detail_type, detail))


def action(name: str, **more: Any) -> dict[str, Any]:
    """Return the declaration of a Lambda action."""
    return {"name": name, "actionTypeId": INVOKE, "configuration": {"FunctionName": "f"}} | more


def source(name: str = "Source", **more: Any) -> dict[str, Any]:
    """Return the declaration of an S3 source whose output artifact has the same name."""
    configuration = {"S3Bucket": "bucket", "S3ObjectKey": "key.zip", "PollForSourceChanges": "false"}
    return {
        "name": name,
        "actionTypeId": SOURCE,
        "configuration": configuration,
        "outputArtifacts": [{"name": name}],
    } | more


def condition(result: str, *rules: str) -> dict[str, Any]:
    """Return a stage's condition with rules of these names, which a simulated function decides."""
    type_id = {"category": "Rule", "owner": "AWS", "provider": "LambdaInvoke", "version": "1"}
    declared = [{"name": name, "ruleTypeId": type_id, "configuration": {"FunctionName": "f"}} for name in rules]
    return {"conditions": [{"result": result, "rules": declared}]}


def declare(*stages: dict[str, Any], sources: Any = None, **more: Any) -> dict[str, Any]:
    """Return the declaration of a pipeline of type V2 with a source stage and these stages."""
    return {
        "name": "site",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/pipeline",
        "artifactStore": {"type": "S3", "location": "artifacts"},
        "pipelineType": "V2",
        "stages": [{"name": "Sources", "actions": sources or [source()]}, *stages],
    } | more


@pytest.fixture
def simulation():
    simulation = Simulation()
    yield simulation
    simulation.end()


@pytest.fixture(name="action")
def action_fixture():
    return action


@pytest.fixture(name="source")
def source_fixture():
    return source


@pytest.fixture(name="condition")
def condition_fixture():
    return condition


@pytest.fixture(name="declare")
def declare_fixture():
    return declare


@pytest.fixture
def wait_for_status(eventually):
    """``wait_for_status(execution, status)`` waits until an execution has a status."""

    def wait(execution, status):
        def check():
            assert execution.status == status

        eventually(check, timeout=10, interval=0.01)

    return wait


@pytest.fixture
def wait_for_start(eventually, simulation):
    """``wait_for_start(action, times)`` waits until an action was started this often."""

    def wait(name, times=1):
        def check():
            assert simulation.starts(name) == times

        eventually(check, timeout=10, interval=0.01)

    return wait
