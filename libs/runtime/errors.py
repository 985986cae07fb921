"""Errors of calls of AWS, by `aws_client` or boto3.

A client that isn't loaded has raised no error. So a function doesn't import the other one to recognize its errors.
"""

import sys
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CONFLICTS = {"ReplicatedWriteConflictException", "TransactionConflict", "TransactionConflictException"}
"""Error codes of DynamoDB for a write that met another one. A retry succeeds as soon as the other one has ended."""


def response_of(error: Exception) -> "Mapping[str, Any] | None":
    """Return the response of a `ClientError`, with which AWS rejected a call; None for another error."""
    response = getattr(error, "response", None)
    return response if hasattr(error, "operation_name") and isinstance(response, Mapping) else None


def code_of(error: Exception) -> str | None:
    """Return the error code with which AWS rejected a call; None for another error."""
    response = response_of(error)
    return None if response is None else str(response["Error"]["Code"])


def error_codes(response: "Mapping[str, Any]") -> set[str]:
    """Return the error code of a response, or the codes of the reasons why a transaction was canceled.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html

    Args:
        response: the response of a `ClientError`.
    """
    reasons = {reason.get("Code") for reason in response.get("CancellationReasons") or ()} - {"None", None}
    return reasons or {response.get("Error", {}).get("Code", "")}


def is_conflict(response: "Mapping[str, Any]") -> bool:
    """Return whether a write of DynamoDB met another one, by the response of a `ClientError`."""
    return bool(error_codes(response) & CONFLICTS)


def is_lost(error: Exception) -> bool:
    """Return whether AWS could not be reached, or its response was lost."""
    return isinstance(
        error,
        (
            *_loaded("aws_client.errors", "NoResponseError"),
            *_loaded("botocore.exceptions", "ConnectionError", "HTTPClientError"),
        ),
    )


def is_of_the_client(error: Exception) -> bool:
    """Return whether a client failed without an answer of AWS: also because it has no credentials."""
    return is_lost(error) or isinstance(
        error, (*_loaded("aws_client.errors", "NoCredentialsError"), *_loaded("botocore.exceptions", "BotoCoreError"))
    )


def is_malformed(error: Exception) -> bool:
    """Return whether boto3 rejected the arguments of a call."""
    return isinstance(error, _loaded("botocore.exceptions", "ParamValidationError"))


def _loaded(module: str, *names: str) -> tuple[type[Exception], ...]:
    """Return classes of a module; none if it isn't loaded."""
    return tuple(getattr(sys.modules[module], name) for name in names) if module in sys.modules else ()
