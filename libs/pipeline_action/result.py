"""Reports the result of a job to CodePipeline."""

import logging
from collections.abc import Callable, Mapping

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from pipeline_action.errors import FailureType
from runtime.aws import CONNECT_TIMEOUT, READ_TIMEOUT
from runtime.boto3_config import CONFIG

MAX_MESSAGE = 5000
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_FailureDetails.html"""

MAX_SUMMARY = 2048
"""https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ExecutionDetails.html"""

_ATTEMPTS = 3
RESERVE = _ATTEMPTS * (CONNECT_TIMEOUT + READ_TIMEOUT) + 1 + 2
"""Longest duration of a report, in seconds: three attempts, with pauses of at most 1 and 2 seconds between them."""

# More attempts than other calls: without a result, the job runs until its action's own timeout.
_codepipeline = boto3.client(
    "codepipeline", config=CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}))
)
_logger = logging.getLogger(__name__)


def report_success(
    job_id: str, summary: str, continuation_token: str | None = None, variables: Mapping[str, str] | None = None
) -> None:
    """Report that the job succeeded, with output variables, or, with a token, that it continues.

    Raises:
        ClientError: CodePipeline rejected the result. Lambda then retries the invocation.
    """
    continuation = {"continuationToken": continuation_token} if continuation_token else {}
    details = {"executionDetails": {"summary": summary[:MAX_SUMMARY]}} if summary else {}
    output = {"outputVariables": dict(variables)} if variables else {}
    _report(lambda: _codepipeline.put_job_success_result(jobId=job_id, **continuation, **details, **output), job_id)


def report_failure(job_id: str, failure_type: FailureType, message: str) -> None:
    """Report that the job failed.

    Raises:
        ClientError: CodePipeline rejected the result. Lambda then retries the invocation.
    """
    details = {"type": failure_type.value, "message": message[:MAX_MESSAGE] or "no reason given"}
    _report(lambda: _codepipeline.put_job_failure_result(jobId=job_id, failureDetails=details), job_id)


def _report(put_result: Callable[[], object], job_id: str) -> None:
    try:
        put_result()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        fields = {"jobId": job_id, "reason": f"{error.operation_name}: {code}"}
        _logger.error("CodePipeline rejected the job's result", extra=fields)  # noqa: TRY400 - the reason is enough
        # The job has a result already, e.g. because Lambda retried the invocation, or it has timed out.
        if code not in {"InvalidJobStateException", "JobNotFoundException"}:
            raise
