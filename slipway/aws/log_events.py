"""Events of CloudWatch Logs from several sources, sorted by time."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from slipway.console.output import printable

Line = tuple[int, str, str]  # time in milliseconds since 1970, source, text


def read(logs: Any, group: str, source: str, **options: Any) -> Iterator[Line]:  # noqa: ANN401 - boto3's
    """Yield the events of a log group, oldest first; nothing if there is no such group.

    Args:
        logs: boto3's client of CloudWatch Logs.
        group: name of the log group.
        source: label of the events, for `merge`.
        **options: options of FilterLogEvents, e.g. ``startTime`` in milliseconds.
    """
    for event in events(logs, group, **options):
        yield event["timestamp"], source, event["message"]


def events(logs: Any, group: str, **options: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - boto3's
    """Yield the events of a log group as FilterLogEvents returns them, oldest first; nothing if there is no such group.

    Args:
        logs: boto3's client of CloudWatch Logs.
        group: name of the log group.
        **options: options of FilterLogEvents.
    """
    try:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, **options):
            yield from page["events"]
    except logs.exceptions.ResourceNotFoundException:
        return


def merge(sources: Iterable[Iterator[Line]]) -> Iterator[str]:
    """Yield ``<UTC time> <source> <text>`` of all events, oldest first, without terminal control characters."""
    for timestamp, source, text in heapq.merge(*sources, key=itemgetter(0)):
        yield f"{utc_time(timestamp)} {source} {printable(text).rstrip()}"


def utc_time(milliseconds: int) -> str:
    """Return a time since 1970 as e.g. ``2026-11-28T22:04:14.000Z``."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
