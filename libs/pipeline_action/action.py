"""Makes a Lambda handler that runs a CodePipeline job and reports its result."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from botocore.exceptions import ClientError

from pipeline_action.continuation import to_token
from pipeline_action.errors import ActionError, FailureType
from pipeline_action.job import Job, job_id, read_job
from pipeline_action.result import RESERVE, report_failure, report_success
from pipeline_action.time_limit import time_limit
from runtime.events import Context, reason_of
from runtime.tracing import CONSUMER, Span, flush

P = TypeVar("P")
S = TypeVar("S")

_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """The action succeeded. The pipeline shows the summary, and later actions may read the variables."""

    summary: str
    variables: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Continue(Generic[S]):
    """The action is not finished: invoke it again, with this state."""

    state: S
    summary: str


_Outcome = tuple[Done | Continue[Any], str | None]
"""The result of an invocation, and the continuation token if there is a next one."""


def seconds_left(context: Context) -> float:
    """Return the seconds that an action may still run. The time to report its result is subtracted."""
    return context.get_remaining_time_in_millis() / 1000 - RESERVE


def pipeline_action(
    parameters: type[P],
    run: Callable[[Job[P, S], Context], Done | Continue[S]],
    *,
    state: type[S] | None = None,
    attempts: int | Callable[[P], int] = 1,
) -> Callable[[Any, Context], dict[str, str]]:
    """Return a handler that runs a job and always reports a result to CodePipeline.

    An exception fails the job: an `ActionError` with its message, an error of AWS with the operation and the error
    code, any other with its type and message. ``run`` is interrupted before the invocation times out.

    Args:
        parameters: a frozen dataclass that describes the action's UserParameters, a JSON object or a query string.
        run: does the work, in at most `seconds_left`.
        state: a dataclass, if ``run`` returns `Continue`: the state that one invocation passes to the next.
        attempts: maximum number of invocations, also as a function of the parameters. The action fails if the last one
            doesn't finish.

    Returns:
        The handler. Its result, for manual invocations: "succeeded", "continued", "failed", or "no job" in the event.
    """

    def work(event: Any, context: Context) -> _Outcome:  # noqa: ANN401 - the event of a job
        with time_limit(seconds_left(context)):
            job = read_job(event, parameters, state)
            outcome = run(job, context)
            limit = attempts(job.parameters) if callable(attempts) else attempts
            return outcome, _next_token(outcome, job.attempt, limit)

    return lambda event, context: _run_and_report(work, event, context)


def _run_and_report(work: Callable[[Any, Context], _Outcome], event: Any, context: Context) -> dict[str, str]:  # noqa: ANN401 - any event
    name = job_id(event)
    if name is None:
        _logger.error("the event has no CodePipeline job")
        return {"answer": "no job"}
    span = Span("job", CONSUMER)
    span.fields["jobId"] = name
    result = {"answer": "failed"}
    try:
        result = _report(name, work, event, context)
    finally:
        span.end(is_error=result["answer"] == "failed")
        flush()
    return result


def _report(name: str, work: Callable[[Any, Context], _Outcome], event: Any, context: Context) -> dict[str, str]:  # noqa: ANN401 - any event
    try:
        outcome, next_token = work(event, context)
    except Exception as error:  # noqa: BLE001 - the pipeline must learn of every error
        return _fail(name, error)
    report_success(name, outcome.summary, next_token, outcome.variables if isinstance(outcome, Done) else {})
    _logger.info("job result reported", extra={"jobId": name, "summary": outcome.summary})
    return {"answer": "continued" if next_token else "succeeded"}


def _next_token(outcome: Done | Continue[Any], attempt: int, attempts: int) -> str | None:
    if isinstance(outcome, Done):
        return None
    if attempt >= attempts:
        raise ActionError(f"not finished after {attempt} invocations: {outcome.summary}")
    return to_token(outcome.state, attempt)


def _fail(name: str, error: Exception) -> dict[str, str]:
    expected = isinstance(error, ActionError | ClientError)
    reason = str(error) if isinstance(error, ActionError) else reason_of(error)
    _logger.error("job failed", extra={"jobId": name, "reason": reason}, exc_info=None if expected else error)
    report_failure(name, _failure_type(error), reason)
    return {"answer": "failed"}


def _failure_type(error: Exception) -> FailureType:
    if isinstance(error, ActionError):
        return error.type
    denied = isinstance(error, ClientError) and error.response["Error"]["Code"] in _DENIED
    return FailureType.PERMISSION_ERROR if denied else FailureType.JOB_FAILED
