"""A pipeline whose new executions are watched."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from slipway.harness import eventually


class WatchedPipeline:
    """A pipeline and its executions since this object was created.

    Attributes:
        timeout: seconds to wait for the end of an execution, which takes ten on an idle machine.
    """

    timeout = 120

    def __init__(self, client: Any, name: str) -> None:
        self._client, self.name = client, name
        self._before: set[str] = set()
        self._before = {each["pipelineExecutionId"] for each in self.executions()}

    def executions(self) -> list[dict[str, Any]]:
        """Return the summaries of the new executions, newest first."""
        pages = self._client.get_paginator("list_pipeline_executions").paginate(pipelineName=self.name)
        summaries = [each for page in pages for each in page["pipelineExecutionSummaries"]]
        return [each for each in summaries if each["pipelineExecutionId"] not in self._before]

    def ended(self, count: int = 1) -> list[dict[str, Any]]:
        """Wait until at least ``count`` executions have started and all have ended; return them, newest first."""

        def check() -> list[dict[str, Any]]:
            summaries = self.executions()
            assert len(summaries) >= count
            assert [each for each in summaries if each["status"] in ("InProgress", "Stopping")] == []
            return summaries

        return eventually(check, timeout=self.timeout)

    def only(self, status: str) -> str:
        """Wait until the only execution has ended, which must have this status; return its id."""
        (execution,) = self.ended()
        assert execution["status"] == status, self.failure(execution["pipelineExecutionId"])
        return str(execution["pipelineExecutionId"])

    def actions(self, execution: str) -> dict[str, dict[str, Any]]:
        """Return the last run of each action of an execution, as ``Stage/Action``."""
        pages = self._client.get_paginator("list_action_executions").paginate(
            pipelineName=self.name, filter={"pipelineExecutionId": execution}
        )
        runs = [each for page in pages for each in page["actionExecutionDetails"]]
        return {f"{run['stageName']}/{run['actionName']}": run for run in reversed(runs)}

    def failure(self, execution: str) -> dict[str, str]:
        """Return why actions of an execution failed, by ``Stage/Action``."""
        return {
            name: run["output"]["executionResult"]["errorDetails"]["message"]
            for name, run in self.actions(execution).items()
            if run["status"] == "Failed"
        }

    def resume(self, execution: str) -> None:
        """Retry the failed actions of an execution."""
        stage = next(iter(self.failure(execution))).partition("/")[0]
        self._client.retry_stage_execution(
            pipelineName=self.name, stageName=stage, pipelineExecutionId=execution, retryMode="FAILED_ACTIONS"
        )

    def retry(self, execution: str, status: str = "Succeeded") -> None:
        """Retry the failed actions of an execution, and wait until it has ended with this status."""
        self.resume(execution)
        statuses = {each["pipelineExecutionId"]: each["status"] for each in self.ended()}
        assert statuses[execution] == status, self.failure(execution)

    @contextmanager
    def held_before(self, stage: str) -> Iterator[None]:
        """Let no execution enter a stage until the block ends."""
        transition = {"pipelineName": self.name, "stageName": stage, "transitionType": "Inbound"}
        self._client.disable_stage_transition(**transition, reason="A test reads the waiting executions.")
        try:
            yield
        finally:
            self._client.enable_stage_transition(**transition)

    def waiting(self, stage: str) -> list[str]:
        """Return the ids of the executions that wait to enter a stage."""
        states = self._client.get_pipeline_state(name=self.name)["stageStates"]
        state = next(each for each in states if each["stageName"] == stage)
        return [each["pipelineExecutionId"] for each in state.get("inboundExecutions", [])]

    def start(self) -> str:
        """Start an execution and return its id."""
        return str(self._client.start_pipeline_execution(name=self.name)["pipelineExecutionId"])


def whole_second(time: datetime) -> datetime:
    """Return a time as S3 and CloudFront record it."""
    return time.replace(microsecond=0)
