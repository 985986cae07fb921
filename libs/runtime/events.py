"""Processes events in batches, as queues and streams deliver them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from runtime.errors import code_of, is_malformed, is_of_the_client, response_of
from runtime.tracing import CONSUMER, Span, flush

R = TypeVar("R")

# How AWS rejects the content of a request. Each other code is about the target, also a denied call or a missing topic:
# https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
_INVALID_REQUEST = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "ValidationException"}

_logger = logging.getLogger(__name__)


class Context(Protocol):
    """The part of Lambda's context object that functions use."""

    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds until the invocation times out."""
        ...


class UnprocessableError(Exception):
    """A record can never be processed: every retry would fail in the same way."""


class TransientError(Exception):
    """A record can't be processed now, for a reason that isn't in the record: a retry may succeed."""


def is_permanent(error: Exception) -> bool:
    """Return whether every retry of a record would fail in the same way.

    An error of AWS is permanent only if AWS rejects the content of the request. Throttling, a denied call, a missing
    target or a lost connection end without a change of the record. An unexpected exception of the code is permanent:
    until the code is deployed again, it would block the records behind it.
    """
    if (code := code_of(error)) is not None:
        return code in _INVALID_REQUEST
    if is_malformed(error):
        return True
    return not (is_of_the_client(error) or isinstance(error, TransientError | OSError | MemoryError))


def process_batch(
    records: Iterable[R],
    process: Callable[[R, Span], None],
    context: Context,
    *,
    seconds: float,
    dead_letter: Callable[[R, Exception], bool] = lambda _record, _error: False,
    in_order: bool = False,
) -> list[R]:
    """Process the records of a batch, and return those that have to be delivered again.

    An error is logged, and doesn't affect the other records. Each record has a span, which is logged when it ends.

    Args:
        records: the records in the order of delivery.
        process: processes a record. It names the span, adds the fields that identify the record in the log, and has it
            follow the span that caused the record.
        context: the invocation's context object.
        seconds: the longest duration of a record, with `dead_letter`. No record is started if less time is left, which
            is logged: the function's timeout must be longer.
        dead_letter: moves a failed record to a dead-letter queue if a retry is useless; returns whether it did.
        in_order: don't process a record after one that has to be delivered again, but return it too, so that none
            overtakes it. In a FIFO queue, where only the messages of a group have an order, those of other groups are
            processed. In a stream, all later records wait: Lambda delivers them again from the first one returned.
    """
    failed: list[R] = []
    groups: set[str | None] = set()
    has_time = True
    for record in records:
        has_time = has_time and context.get_remaining_time_in_millis() >= seconds * 1000
        group = _group_of(record)
        if (in_order and group in groups) or not has_time or not _process(record, process, dead_letter):
            failed.append(record)
            groups.add(group)
    if not has_time:
        _logger.warning("not all records were started", extra={"reason": f"less than {seconds:g} s left"})
    flush()
    return failed


def _group_of(record: object) -> str | None:
    """Return the group of a FIFO queue's message; None for a record of a stream, which are all in one order.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
    """
    attributes = record.get("attributes") if isinstance(record, Mapping) else None
    return attributes.get("MessageGroupId") if isinstance(attributes, Mapping) else None


def _process(record: R, process: Callable[[R, Span], None], dead_letter: Callable[[R, Exception], bool]) -> bool:
    """Process a record; return False if it has to be delivered again."""
    span = Span("process", CONSUMER)
    is_error = True
    try:
        try:
            process(record, span)
            is_error = False
        except Exception as error:  # noqa: BLE001 - an error of one record must not affect the others
            log_failure(error, span.fields)
            return dead_letter(record, error)
    except Exception as error:  # noqa: BLE001 - as above; the record stays in its queue or stream
        log_failure(error, span.fields)
        return False
    finally:
        span.end(is_error=is_error)
    return True


def batch_response(failed_ids: Iterable[str]) -> dict[str, Any]:
    """Return a handler's response that has Lambda deliver only these items again.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting

    Args:
        failed_ids: message ids of a queue, or sequence numbers of a stream.
    """
    return {"batchItemFailures": [{"itemIdentifier": item_id} for item_id in failed_ids]}


def reason_of(error: Exception) -> str:
    """Return an error in one line, for logs and message attributes.

    Messages of AWS are left out, since they contain addresses and data: the operation and the error code are enough.
    """
    if (code := code_of(error)) is not None:
        return f"{getattr(error, 'operation_name', '')}: {code}"
    return str(error) if isinstance(error, UnprocessableError) else f"{type(error).__name__}: {error}"


def log_failure(error: Exception, fields: Mapping[str, Any]) -> None:
    """Log that a record failed, with a stack trace for an unexpected error.

    Args:
        error: the error that was raised.
        fields: fields that identify the record.
    """
    expected = response_of(error) is not None or isinstance(error, UnprocessableError)
    extra = {**fields, "reason": reason_of(error)}
    _logger.error("record failed", extra=extra, exc_info=None if expected else error)
