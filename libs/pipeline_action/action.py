"""The one way from a CodePipeline job to its answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from botocore.exceptions import ClientError

from pipeline_action.answer import RESERVE, fail, succeed
from pipeline_action.continuation import token
from pipeline_action.errors import ActionError, FailureType
from pipeline_action.job import Job, job_id, read_job
from pipeline_action.time_limit import time_limit
from runtime.events import Context, reason_of

P = TypeVar("P")
S = TypeVar("S")

_DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation"}

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Done:
    """The action is done; the summary is what the pipeline shows."""

    summary: str


@dataclass(frozen=True)
class Continue(Generic[S]):
    """The action is to be invoked again, with this state."""

    state: S
    summary: str


_Outcome = tuple[Done | Continue[Any], str | None]
"""How an invocation ended, and the token for the next one if there is to be one."""


def seconds_left(context: Context) -> float:
    """Return the seconds that an action has left: those of the invocation, without what its answer may take."""
    return context.get_remaining_time_in_millis() / 1000 - RESERVE


def pipeline_action(
    parameters: type[P],
    run: Callable[[Job[P, S], Context], Done | Continue[S]],
    *,
    state: type[S] | None = None,
    attempts: int = 1,
) -> Callable[[Any, Context], dict[str, str]]:
    """Return a handler that does a job by ``run`` and answers CodePipeline on every path.

    What ``run`` raises fails the job: an `ActionError` with its own message, anything else with its type and text,
    a call that AWS refused with its operation and code. ``run`` is ended before Lambda would end the function.

    Args:
        parameters: a frozen dataclass, which the action's UserParameters must hold as a JSON object.
        run: does the work, within `seconds_left`.
        state: a dataclass, if ``run`` continues: what one invocation leaves to the next.
        attempts: how many invocations the action may take; the last one that isn't done fails.

    Returns:
        The handler, which returns how it answered, for whoever invokes the function by hand: "succeeded",
        "continued", "failed", or "no job" when the event has none to answer.
    """

    def work(event: Any, context: Context) -> _Outcome:  # noqa: ANN401 - the event of a job
        with time_limit(seconds_left(context)):
            job = read_job(event, parameters, state)
            outcome = run(job, context)
            return outcome, _next_token(outcome, job.attempt, attempts)

    return lambda event, context: _answer(work, event, context)


def _answer(work: Callable[[Any, Context], _Outcome], event: Any, context: Context) -> dict[str, str]:  # noqa: ANN401 - anything
    name = job_id(event)
    if name is None:
        _logger.error("the event has no CodePipeline job")
        return {"answer": "no job"}
    try:
        outcome, next_token = work(event, context)
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the pipeline hears of it
        return _failed(name, error)
    succeed(name, outcome.summary, next_token)
    _logger.info("job answered", extra={"jobId": name, "summary": outcome.summary})
    return {"answer": "continued" if next_token else "succeeded"}


def _next_token(outcome: Done | Continue[Any], attempt: int, attempts: int) -> str | None:
    if isinstance(outcome, Done):
        return None
    if attempt >= attempts:
        raise ActionError(f"given up after {attempt} invocations: {outcome.summary}")
    return token(outcome.state, attempt)


def _failed(name: str, error: Exception) -> dict[str, str]:
    expected = isinstance(error, ActionError | ClientError)
    reason = str(error) if isinstance(error, ActionError) else reason_of(error)
    _logger.error("job failed", extra={"jobId": name, "reason": reason}, exc_info=None if expected else error)
    fail(name, _failure_type(error), reason)
    return {"answer": "failed"}


def _failure_type(error: Exception) -> FailureType:
    if isinstance(error, ActionError):
        return error.type
    denied = isinstance(error, ClientError) and error.response["Error"]["Code"] in _DENIED
    return FailureType.PERMISSION_ERROR if denied else FailureType.JOB_FAILED
