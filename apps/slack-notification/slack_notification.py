"""Posts the state of a pipeline's executions to Slack, as a pipeline action and as a target of EventBridge."""

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

    CodePipeline's job contains neither the pipeline's name nor the execution's id, so the action has to pass them.

    Attributes:
        event: the outcome to post.
        pipeline: the name of the pipeline.
        execution_id: ``#{codepipeline.PipelineExecutionId}``.
        link: a link to show next to the execution, e.g. the URL of the site.
    """

    event: Outcome
    pipeline: str
    execution_id: str
    link: str | None = None


def handler(event: Any, context: Context) -> dict[str, str]:  # noqa: ANN401 - a job, an EventBridge event, or invalid
    """Post one message for a pipeline's job or an EventBridge event.

    Returns:
        The result, for manual invocations.

    Raises:
        SlackError: the message of an event could not be posted. Lambda retries it. A job fails instead.
    """
    if isinstance(event, Mapping) and event.get("source") == "aws.codepipeline":
        return _handle_event(event, context)
    return _handle_job(event, context)


def _run(job: Job[Parameters, None], context: Context) -> Done:
    parameters = job.parameters
    notice = Notice(
        parameters.event,
        parameters.pipeline,
        parameters.execution_id,
        os.environ["AWS_REGION"],
        link=parameters.link,
    )
    _post(notice, context)
    return Done(f"posted to Slack that the execution {parameters.event}")


def _handle_event(event: Mapping[str, Any], context: Context) -> dict[str, str]:
    notice = execution.from_event(event)
    if notice is None:
        _logger.info("event ignored", extra={"state": str(event["detail"].get("state"))})
        return {"answer": "ignored"}
    _post(notice, context)
    return {"answer": "posted"}


def _post(notice: Notice, context: Context) -> None:
    slack.post(render(execution.with_details(notice)), lambda: seconds_left(context))
    fields = {"pipeline": notice.pipeline, "executionId": notice.execution_id, "outcome": notice.outcome.value}
    _logger.info("message posted", extra=fields)


_handle_job = pipeline_action(Parameters, _run)
