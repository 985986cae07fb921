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
        **options: of FilterLogEvents, e.g. ``startTime`` in milliseconds.
    """
    try:
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group, **options):
            for event in page["events"]:
                yield event["timestamp"], source, event["message"]
    except logs.exceptions.ResourceNotFoundException:
        return


def merge(sources: Iterable[Iterator[Line]]) -> Iterator[str]:
    """Yield ``<UTC time> <source> <text>`` of all events, oldest first, without terminal control characters."""
    for timestamp, source, text in heapq.merge(*sources, key=itemgetter(0)):
        time = datetime.fromtimestamp(timestamp / 1000, UTC).isoformat(timespec="milliseconds")
        yield f"{time.replace('+00:00', 'Z')} {source} {printable(text).rstrip()}"
