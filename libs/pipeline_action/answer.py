"""Tells CodePipeline how a job went."""

import logging
from collections.abc import Callable

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from pipeline_action.errors import FailureType
from runtime.sdk import CONFIG, CONNECT_TIMEOUT, READ_TIMEOUT

MAX_MESSAGE = 5000
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html"""

MAX_SUMMARY = 2048
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionDetails.html"""

_ATTEMPTS = 3
RESERVE = _ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + 1 + 2
"""Seconds that an answer can take: three attempts, with at most 1 and 2 seconds between them."""

# More than other calls get: an unanswered job holds up the pipeline until its action's own timeout.
_codepipeline = boto3.client(
    "codepipeline", config=CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}))
)
_logger = logging.getLogger(__name__)


def succeed(job_id: str, summary: str, continuation_token: str | None = None) -> None:
    """Answer that the job is done; with a token, that it goes on.

    Raises:
        ClientError: CodePipeline refused the answer; Lambda then invokes the function again.
    """
    continuation = {"continuationToken": continuation_token} if continuation_token else {}
    details = {"executionDetails": {"summary": summary[:MAX_SUMMARY]}} if summary else {}
    _send(lambda: _codepipeline.put_job_success_result(jobId=job_id, **continuation, **details), job_id)


def fail(job_id: str, failure_type: FailureType, message: str) -> None:
    """Answer that the job failed.

    Raises:
        ClientError: as `succeed`.
    """
    details = {"type": failure_type.value, "message": message[:MAX_MESSAGE] or "no reason given"}
    _send(lambda: _codepipeline.put_job_failure_result(jobId=job_id, failureDetails=details), job_id)


def _send(answer: Callable[[], object], job_id: str) -> None:
    try:
        answer()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        reason = f"{error.operation_name}: {code}"
        details = {"jobId": job_id, "reason": reason}
        _logger.error("CodePipeline refused the job's answer", extra=details)  # noqa: TRY400 - the reason says it all
        # The job was answered before, as by an invocation that Lambda repeats, or has timed out: nobody waits.
        if code not in {"InvalidJobStateException", "JobNotFoundException"}:
            raise
