"""Posts the state of a pipeline's executions to Slack: as a pipeline action, and for events in a queue.

Also posts the result of a deployment by GitHub Actions, which invokes it: `slipway ci notify`.
"""

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import deployment
import execution
import slack
from effects.once import ClaimedError, send_once
from execution import Notice, Outcome
from message import render, render_deployment
from pipeline_action.action import Done, pipeline_action, seconds_left
from pipeline_action.job import Job
from pipeline_action.result import RESERVE
from runtime.aws import setting
from runtime.dead_letters import give_up_message
from runtime.events import Context, UnprocessableError, batch_response, process_batch
from runtime.tracing import CONSUMER, Span, flush

_MAX_RECEIVE_COUNT = int(setting("MAX_RECEIVE_COUNT"))

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


def handler(event: Any, context: Context) -> dict[str, Any]:  # noqa: ANN401 - a job, a batch of a queue, or invalid
    """Post one message for a pipeline's job or a deployment, or for each event in a batch of messages.

    Returns:
        The messages that SQS has to deliver again; of a job or a deployment the result, for who invokes the function.

    Raises:
        ValueError: the event of a deployment is invalid.
        SlackError: Slack did not accept the message about a deployment.
    """
    if isinstance(event, Mapping) and "deployment" in event:
        return _handle_deployment(event, context)
    if not (isinstance(event, Mapping) and "Records" in event):
        return _handle_job(event, context)
    failed = process_batch(
        event["Records"],
        partial(_process, context),
        context,
        seconds=RESERVE,
        dead_letter=partial(give_up_message, max_receive_count=_MAX_RECEIVE_COUNT),
    )
    return batch_response(record["messageId"] for record in failed)


def _handle_deployment(event: Mapping[str, Any], context: Context) -> dict[str, Any]:
    span, is_error = Span("deployment", CONSUMER), True
    try:
        posted = deployment.from_event(event)
        slack.post(render_deployment(posted), lambda: seconds_left(context))
        is_error = False
    finally:
        span.end(is_error=is_error)
        flush()
    _logger.info("message posted", extra={"deployment": posted.name, "outcome": posted.outcome.value})
    return {"answer": "posted"}


def _run(job: Job[Parameters, None], context: Context) -> Done:
    parameters = job.parameters
    notice = Notice(
        parameters.event,
        parameters.pipeline,
        parameters.execution_id,
        os.environ["AWS_REGION"],
        link=parameters.link,
    )
    try:
        _post(job.id, notice, context)
    except ClaimedError:  # Lambda has delivered the job twice, and a failure here would be the result of both
        return Done("another invocation for the same job posts to Slack")
    return Done(f"posted to Slack that the execution {parameters.event}")


def _process(context: Context, record: Mapping[str, Any], span: Span) -> None:
    span.fields["messageId"] = record["messageId"]
    try:
        event = json.loads(record["body"])
        notice, event_id = execution.from_event(event), str(event["id"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise UnprocessableError("the message is not an event of CodePipeline") from None
    if notice is None:
        span.message = "event ignored"
    else:
        _post(event_id, notice, context)


def _post(event_id: str, notice: Notice, context: Context) -> None:
    """Post a message, unless an earlier delivery of the same event or job did."""

    def post() -> None:
        slack.post(render(execution.with_details(notice)), lambda: seconds_left(context))

    posted = send_once(event_id, post, context)
    fields = {"pipeline": notice.pipeline, "executionId": notice.execution_id, "outcome": notice.outcome.value}
    _logger.info("message posted" if posted else "message already posted", extra=fields)


_handle_job = pipeline_action(Parameters, _run)
