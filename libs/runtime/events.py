"""Events in batches: what becomes of a record that can't be processed."""

import logging
from typing import Protocol

from botocore.exceptions import ClientError

_logger = logging.getLogger(__name__)


class Context(Protocol):
    """The part of Lambda's context object that is used here."""

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until Lambda ends the function."""
        ...


class UnprocessableError(Exception):
    """Says why a record can't be processed, however often it is tried."""


def time_for(context: Context, seconds: float) -> bool:
    """Tell whether the function can still do something that takes at most ``seconds``."""
    return context.get_remaining_time_in_millis() >= seconds * 1000


def reason_of(error: Exception) -> str:
    """Return the error in one line, fit for logs and attributes.

    AWS's own messages stay out, for they name addresses and contents: the operation and the code say enough.
    """
    if isinstance(error, ClientError):
        return f"{error.operation_name}: {error.response['Error']['Code']}"
    return str(error) if isinstance(error, UnprocessableError) else f"{type(error).__name__}: {error}"


def log_failure(error: Exception, about: dict[str, str]) -> None:
    """Log the failure of a record, with a stack trace unless AWS refused a call.

    Args:
        error: what was raised.
        about: fields that name the record.
    """
    trace = None if isinstance(error, ClientError | UnprocessableError) else error
    _logger.error("record failed", extra=about | {"reason": reason_of(error)}, exc_info=trace)
