"""PutEvents refuses entries without a source, a type or a JSON object as detail, and events keep their time.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
The codes and messages are AWS's:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/events/test_events.snapshot.json

MiniStack accepts any entry, and sets the time of each event to the current time.
"""

import functools
import json
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from ministack.services import eventbridge

_Entry = dict[str, Any]
_MAX_ENTRIES = 10  # MiniStack refuses a request with more
_MAX_BYTES = 256 * 1024
_TIME_BYTES = 14
_REQUIRED = ("Source", "DetailType", "Detail")

# The time of the entry that is put now, in seconds; None for the current time.
_time: ContextVar[int | None] = ContextVar("time", default=None)


def apply() -> None:
    """Wrap the operation, and the view of an event that rules match and targets get."""
    eventbridge._put_events = _validating(eventbridge._put_events)
    eventbridge._pattern_event_view = _at_its_time(eventbridge._pattern_event_view)


def _validating(put_events: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(put_events)
    def put(data: dict[str, Any], allow_aws_source: bool = False) -> Any:  # noqa: ANN401 - MiniStack's response
        entries = [_with_text(entry) for entry in data.get("Entries") or []]
        if sum(map(_size, entries)) > _MAX_BYTES:
            message = "Total size of the entries in the request is over the limit."
            return eventbridge.error_response_json("ValidationException", message, 400)
        is_plain = allow_aws_source or not any(_reason(entry) or entry.get("Time") for entry in entries)
        if is_plain or len(entries) > _MAX_ENTRIES:
            return _put_at(None, put_events, {**data, "Entries": entries}, allow_aws_source)
        results = [_put_one(put_events, data, entry) for entry in entries]
        failed = sum("ErrorCode" in result for result in results)
        return eventbridge.json_response({"FailedEntryCount": failed, "Entries": results})

    return put


def _put_one(put_events: Callable[..., Any], data: dict[str, Any], entry: _Entry) -> dict[str, str]:
    if reason := _reason(entry):
        return dict(zip(("ErrorCode", "ErrorMessage"), reason, strict=True))
    moment = _seconds(entry["Time"]) if entry.get("Time") else None
    _, _, body = _put_at(moment, put_events, {**data, "Entries": [entry]})
    result: dict[str, str] = json.loads(body)["Entries"][0]
    return result


def _put_at(moment: int | None, put_events: Callable[..., Any], *args: object) -> Any:  # noqa: ANN401 - MiniStack's response
    token = _time.set(moment)
    try:
        return put_events(*args)
    finally:
        _time.reset(token)


def _reason(entry: _Entry) -> tuple[str, str] | None:
    """Return the code and the message of an entry that EventBridge refuses."""
    for name in _REQUIRED:
        if not entry.get(name):
            return "InvalidArgument", f"Parameter {name} is not valid. Reason: {name} is a required argument."
    try:
        detail = json.loads(entry["Detail"])
    except (ValueError, RecursionError):
        detail = None
    return None if isinstance(detail, dict) else ("MalformedDetail", "Detail is malformed.")


def _with_text(entry: _Entry) -> _Entry:
    """Return an entry whose detail is JSON text; Step Functions passes an object."""
    detail = entry.get("Detail")
    return entry if detail is None or isinstance(detail, str) else {**entry, "Detail": json.dumps(detail)}


def _size(entry: _Entry) -> int:
    texts = [entry.get(name) or "" for name in _REQUIRED] + list(entry.get("Resources") or [])
    return sum(len(text.encode()) for text in texts) + (_TIME_BYTES if entry.get("Time") else 0)


def _seconds(moment: str | float) -> int:
    """Return a time of the JSON protocol in seconds since 1970."""
    if isinstance(moment, str):
        parsed = datetime.fromisoformat(moment)
        return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    return int(moment)


def _at_its_time(view: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    @functools.wraps(view)
    def view_at_its_time(event: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's view
        moment = _time.get()
        if moment is not None:
            event["Time"] = moment  # the record is also the one that is archived
        return view(event)

    return view_at_its_time
