"""Tells Slack how a pipeline's execution goes: as an action of the pipeline, and for its events in EventBridge."""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import execution
import slack
from execution import Notice, Outcome
from message import render
from pipeline_action.action import Done, pipeline_action, seconds_left
from pipeline_action.job import Job
from runtime.events import Context

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters.

    CodePipeline tells a function neither the pipeline nor the execution: the action hands them on.

    Attributes:
        event: what to tell.
        pipeline: name of the pipeline.
        execution_id: ``#{codepipeline.PipelineExecutionId}``.
        link: what to show besides the execution, e.g. the URL of the site.
    """

    event: Outcome
    pipeline: str
    execution_id: str
    link: str | None = None


def handler(event: Any, context: Context) -> dict[str, str]:  # noqa: ANN401 - a job, an event, or anything else
    """Post one message for a job of the pipeline or for an event of EventBridge.

    Returns:
        What became of it, for whoever invokes the function by hand.

    Raises:
        SlackError: an event's message could not be posted; Lambda tries it again. Jobs are answered instead.
    """
    if isinstance(event, Mapping) and event.get("source") == "aws.codepipeline":
        return _tell_event(event, context)
    return _act(event, context)


def _run(job: Job[Parameters, None], context: Context) -> Done:
    told = job.parameters
    notice = Notice(told.event, told.pipeline, told.execution_id, os.environ["AWS_REGION"], link=told.link)
    _tell(notice, context)
    return Done(f"Slack was told that the execution {told.event}")


def _tell_event(event: Mapping[str, Any], context: Context) -> dict[str, str]:
    notice = execution.from_event(event)
    if notice is None:
        _logger.info("nothing to tell", extra={"state": str(event["detail"].get("state"))})
        return {"answer": "nothing to tell"}
    _tell(notice, context)
    return {"answer": "told"}


def _tell(notice: Notice, context: Context) -> None:
    slack.post(render(execution.with_details(notice)), lambda: seconds_left(context))
    about = {"pipeline": notice.pipeline, "executionId": notice.execution_id, "outcome": notice.outcome.value}
    _logger.info("Slack told", extra=about)


_act = pipeline_action(Parameters, _run)
