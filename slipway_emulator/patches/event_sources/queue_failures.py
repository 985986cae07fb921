"""Messages of a queue are retried if the function's report of failures is invalid.

On AWS the whole batch fails for an empty, null, unknown or misnamed identifier and for a response that isn't an object.
A list that is missing, empty or null means success. Messages that the filter excludes are deleted in any case:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting-conditions
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html

MiniStack deletes the messages in each of the first cases, never completes the batch if the list is null, and keeps
messages that the filter excludes until the others of their batch succeed.
"""

import functools
import json
from contextvars import ContextVar
from typing import Any

from ministack.services import lambda_svc, sqs

# The ids of the messages in the current invocation, if its mapping reports failures.
_reporting: ContextVar[set[str] | None] = ContextVar("reporting", default=None)


def apply() -> None:
    """Wrap the handling of a batch, and the invocation within it."""
    run_batch, execute = lambda_svc._run_sqs_batch, lambda_svc._execute_function

    @functools.wraps(run_batch)
    def run_sqs_batch(mapping: Any, function: Any, event: Any, batch: list[Any], url: str, name: str) -> None:  # noqa: ANN401
        ids = {record["messageId"] for record in event["Records"]}
        sqs._delete_messages_for_esm(url, {message["receipt_handle"] for message in batch if message["id"] not in ids})
        token = _reporting.set(ids if "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", []) else None)
        try:
            run_batch(mapping, function, event, [message for message in batch if message["id"] in ids], url, name)
        finally:
            _reporting.reset(token)

    @functools.wraps(execute)
    def execute_function(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        result = execute(*arguments, **options)
        ids = _reporting.get()
        if ids is not None and not result.get("error"):
            failures = [{"itemIdentifier": identifier} for identifier in sorted(failed(result.get("body"), ids))]
            result = {**result, "body": {"batchItemFailures": failures}}
        return result

    lambda_svc._run_sqs_batch = run_sqs_batch
    lambda_svc._execute_function = execute_function


def failed(response: object, ids: set[str]) -> set[str]:
    """Return the ids of the messages that a function reports as failed.

    Args:
        response: the function's return value, as an object or as JSON.
        ids: ids of the messages that it was invoked with.
    """
    if isinstance(response, str) and response:
        try:
            response = json.loads(response)
        except ValueError:
            return ids
    if not response:
        return set()
    failures: Any = response.get("batchItemFailures") if isinstance(response, dict) else [response]
    if not failures:
        return set()
    try:
        reported = {failure["itemIdentifier"] for failure in failures}
    except (KeyError, TypeError):
        return ids
    return ids if reported - ids else reported
