"""The log events of the functions of an environment."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from slipway.aws import log_events

# Seconds that an event may reach CloudWatch Logs after a later one.
_LATE = 30


@dataclass(frozen=True)
class LogEvent:
    """An event of a function's log group.

    Attributes:
        time: its time, in milliseconds since 1970.
        app: name of the app.
        stream: name of the log stream, which one process of the function writes to.
        id: id of the event.
        message: the message as it was written.
    """

    time: int
    app: str
    stream: str
    id: str
    message: str


class FunctionLogs:
    """The log groups ``/aws/lambda/<environment>-<app>``."""

    def __init__(self, client: Any, environment: str) -> None:  # noqa: ANN401 - boto3's
        """Call nothing yet.

        Args:
            client: boto3's client of CloudWatch Logs.
            environment: prefix of the functions' names.
        """
        self._client = client
        self._prefix = f"/aws/lambda/{environment}-"

    def apps(self) -> list[str]:
        """Return the names of the apps that have a log group."""
        pages = self._client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=self._prefix)
        return [group["logGroupName"].removeprefix(self._prefix) for page in pages for group in page["logGroups"]]

    def events(self, apps: Iterable[str], since: int = 0, pattern: str | None = None) -> Iterator[LogEvent]:
        """Yield the events of apps, oldest first.

        Args:
            apps: their names; one without a log group has no events.
            since: the earliest time, in milliseconds since 1970.
            pattern: filter pattern (default: all events):
                https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
        """
        options = {"filterPattern": pattern} if pattern else {}
        return heapq.merge(*(self._read(app, startTime=since, **options) for app in apps), key=attrgetter("time"))

    def _read(self, app: str, **options: object) -> Iterator[LogEvent]:
        for event in log_events.events(self._client, f"{self._prefix}{app}", **options):
            yield LogEvent(event["timestamp"], app, event["logStreamName"], event["eventId"], event["message"])


class NewEvents:
    """The events since a time, each once."""

    def __init__(self, logs: FunctionLogs, since: int) -> None:
        """Begin with the events since a time, in milliseconds since 1970."""
        self._logs = logs
        self._since = since
        self._begin: dict[str, int] = {}
        self._seen: dict[str, dict[str, int]] = {}  # app -> id of an event -> its time

    def read(self, apps: Iterable[str]) -> list[LogEvent]:
        """Return the events of apps that no earlier call has returned, oldest first."""
        return sorted((event for app in apps for event in self._new(app)), key=attrgetter("time"))

    def _new(self, app: str) -> list[LogEvent]:
        begin = self._begin.get(app, self._since)
        seen = self._seen.setdefault(app, {})
        found = [event for event in self._logs.events([app], begin) if event.id not in seen]
        seen |= {event.id: event.time for event in found}
        if found:
            self._begin[app] = begin = max(begin, found[-1].time - _LATE * 1000)
            self._seen[app] = {id_: time for id_, time in seen.items() if time >= begin}
        return found
