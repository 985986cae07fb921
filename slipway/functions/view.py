"""The log of functions as a person reads it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slipway.aws.log_events import utc_time
from slipway.config.app import App
from slipway.console.output import printable
from slipway.functions.entry import Entry, parse
from slipway.functions.events import LogEvent
from slipway.functions.traces import error_text, with_sources

_COLORS = {"ERROR": "31", "CRITICAL": "31", "FATAL": "31", "WARNING": "33", "WARN": "33"}
_DIM = "2"
_REQUEST = 8  # characters of a request id that are shown
_LEVEL = 5


class LogView:
    """Renders log events: time, app, request, level, message and fields; below it the stack trace of an error."""

    def __init__(self, apps: Mapping[str, App], *, errors_only: bool = False, is_colored: bool = False) -> None:
        """Begin a view.

        Args:
            apps: apps by name, for the sources in stack traces.
            errors_only: leave out what isn't about an error.
            is_colored: whether the output may have the terminal's colors.
        """
        self._apps = apps
        self._width = max(map(len, apps), default=0)
        self._errors_only = errors_only
        self._is_colored = is_colored
        self._requests: dict[tuple[str, str], str] = {}  # app and stream -> request of the last event that names one
        self._start_checks: set[str] = set()  # requests

    def render(self, event: LogEvent) -> str | None:
        """Return an event as a line, or several with a stack trace; None if it isn't shown."""
        entry = self._with_request(event, parse(event.message))
        if entry.is_start_check and entry.request:
            self._start_checks.add(entry.request)
        is_of_check = entry.is_start_check or entry.request in self._start_checks
        if entry.is_hidden or is_of_check or not self.is_shown(event):
            return None
        app = self._apps.get(event.app)
        first, *more = entry.message.splitlines() or [""]
        details = [*with_sources("\n".join(more), app).splitlines(), *error_text(entry.error, app).splitlines()]
        fields = "".join(f" {key}={_value(value)}" for key, value in entry.fields.items())
        head = [
            self._color(_DIM, utc_time(event.time)),
            f"{event.app:<{self._width}}",
            self._color(_DIM, f"{printable(entry.request[:_REQUEST]):<{_REQUEST}}"),
            self._color(_COLORS.get(entry.level, ""), f"{printable(entry.level):<{_LEVEL}}"),
            printable(f"{first}{fields}".strip()),
        ]
        return "\n".join([" ".join(head).rstrip(), *(f"    {printable(line)}".rstrip() for line in details)])

    def is_shown(self, event: LogEvent) -> bool:
        """Return whether an event is shown, if only errors are."""
        return not self._errors_only or parse(event.message).is_error

    def _with_request(self, event: LogEvent, entry: Entry) -> Entry:
        """Return an entry with its request, which a printed line doesn't name, but an earlier event of its stream."""
        stream = event.app, event.stream
        if entry.request:
            self._requests[stream] = entry.request
        return replace(entry, request=self._requests.get(stream, ""))

    def _color(self, code: str, text: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self._is_colored and code else text


def as_json(event: LogEvent) -> str:
    """Return an event as a line of JSON: UTC time, app, and the message as it was written."""
    try:
        message = json.loads(event.message)
    except ValueError:
        message = event.message.rstrip()
    return json.dumps({"time": utc_time(event.time), "app": event.app, "message": message})


def _value(value: Any) -> str:  # noqa: ANN401 - any value of JSON
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False) if isinstance(value, str) and (not text or " " in text) else text
