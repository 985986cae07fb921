"""The engine in a world of its own: actions end when and how the test says, and events land in a list."""

import queue
import threading
from typing import Any

import pytest

from slipway_emulator.services.codepipeline import declaration
from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, ActionResult
from slipway_emulator.services.codepipeline.engine import Engine
from slipway_emulator.services.codepipeline.host import Host, utc_now
from slipway_emulator.services.codepipeline.model import Execution, Pipeline

ACCOUNT, REGION = "123456789012", "eu-central-1"
SOURCE = {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"}
INVOKE = {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"}


class World:
    """Runs pipelines whose actions succeed at once, but for those that are held."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, dict[str, Any]]] = []
        self.contexts: list[ActionContext] = []
        self.results: dict[str, ActionResult] = {}
        self.denied: str | None = None
        self.chance: Any = None  # makes every fifth action fail
        self._held: dict[str, queue.Queue[ActionResult | ActionFailed]] = {}
        self._ended = threading.Event()
        self.engine = Engine(Host("http://127.0.0.1:1", lambda _: self._run, self._credentials, self._emit))

    def pipeline(self, *stages: list[dict[str, Any]], mode: str = "SUPERSEDED", **more: Any) -> Pipeline:
        """Return a pipeline with a source stage and these stages, called Stage1, Stage2, …"""
        named = [{"name": f"Stage{number}", "actions": actions} for number, actions in enumerate(stages, 1)]
        declared = declaration.checked(declare(*named, executionMode=mode, **more), ACCOUNT, REGION)
        pipeline = Pipeline(ACCOUNT, REGION, declared, utc_now(), utc_now())
        pipeline.declare(declared, utc_now())
        return pipeline

    def start(self, pipeline: Pipeline, **more: Any) -> Execution:
        return self.engine.start(pipeline, ("StartPipelineExecution", "test"), **more)

    def hold(self, *actions: str) -> None:
        """Have these actions wait until they are released."""
        for action in actions:
            self._held[action] = queue.Queue()

    def release(self, action: str, outcome: ActionResult | ActionFailed | None = None) -> None:
        """End one run of an action that is held."""
        self._held[action].put(outcome or ActionResult())

    def let_go(self, action: str) -> None:
        """Have an action succeed at once again."""
        del self._held[action]

    def ran(self, action: str) -> int:
        return sum(context.action == action for context in self.contexts)

    def states(self, kind: str, execution: Execution) -> list[str]:
        """The states that events have told of an execution; ``kind`` is Pipeline, Stage or Action."""
        return [
            detail["state"]
            for _, detail_type, detail in self.events
            if f" {kind} " in detail_type and detail["execution-id"] == execution.id
        ]

    def end(self) -> None:
        """Let every thread end."""
        for held in self._held.values():
            for _ in range(20):
                held.put(ActionResult())

    def _run(self, context: ActionContext) -> ActionResult:
        self.contexts.append(context)
        if self.chance and self.chance.random() < 0.2:
            raise ActionFailed("JobFailed", "by chance")
        held = self._held.get(context.action)
        outcome = held.get() if held else self.results.get(context.action, ActionResult())
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _credentials(self, _: Pipeline, role_arn: str | None, _policy: Any) -> dict[str, str]:
        if self.denied:
            raise ActionFailed("PermissionError", self.denied)
        return {"aws_access_key_id": role_arn or "own", "aws_secret_access_key": "x", "aws_session_token": "x"}

    def _emit(self, pipeline: Pipeline, detail_type: str, detail: dict[str, Any]) -> None:
        self.events.append((pipeline.arn, detail_type, detail))


def action(name: str, **more: Any) -> dict[str, Any]:
    """A Lambda action."""
    return {"name": name, "actionTypeId": INVOKE, "configuration": {"FunctionName": "f"}} | more


def source(name: str = "Source", **more: Any) -> dict[str, Any]:
    """An S3 source with an output artifact of its name."""
    configuration = {"S3Bucket": "bucket", "S3ObjectKey": "key.zip", "PollForSourceChanges": "false"}
    return {
        "name": name,
        "actionTypeId": SOURCE,
        "configuration": configuration,
        "outputArtifacts": [{"name": name}],
    } | more


def declare(*stages: dict[str, Any], sources: Any = None, **more: Any) -> dict[str, Any]:
    """A declaration of type V2 that starts with a source stage."""
    return {
        "name": "site",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/pipeline",
        "artifactStore": {"type": "S3", "location": "artifacts"},
        "pipelineType": "V2",
        "stages": [{"name": "Sources", "actions": sources or [source()]}, *stages],
    } | more


@pytest.fixture
def world():
    """A world whose threads end with the test."""
    found = World()
    yield found
    found.end()


@pytest.fixture(name="action")
def action_fixture():
    return action


@pytest.fixture(name="source")
def source_fixture():
    return source


@pytest.fixture(name="declare")
def declare_fixture():
    return declare


@pytest.fixture
def ends(eventually):
    """``ends(execution, status)`` waits until an execution has a status."""

    def wait(execution, status):
        def check():
            assert execution.status == status

        eventually(check, timeout=10, interval=0.01)

    return wait


@pytest.fixture
def runs(eventually, world):
    """``runs(action, times)`` waits until an action was started that often."""

    def wait(name, times=1):
        def check():
            assert world.ran(name) == times

        eventually(check, timeout=10, interval=0.01)

    return wait
