"""What the functions have logged."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from slipway.target import Target


def lines(target: Target, environment: str, app: str | None = None) -> Iterator[str]:
    """Yield the log lines of all functions of an environment, or of one app's, oldest first.

    Each is ``<UTC time> <app> <message>``.
    """
    logs = target.client("logs")
    prefix = f"/aws/lambda/{environment}-"
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"{prefix}{app or ''}")
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    apps = [name for name in (group.removeprefix(prefix) for group in groups) if app in (None, name)]
    for timestamp, name, message in heapq.merge(*(_events(logs, prefix, name) for name in apps), key=itemgetter(0)):
        time = datetime.fromtimestamp(timestamp / 1000, UTC).isoformat(timespec="milliseconds")
        yield f"{time.replace('+00:00', 'Z')} {name} {message.rstrip()}"


def _events(logs: Any, prefix: str, app: str) -> Iterator[tuple[int, str, str]]:  # noqa: ANN401 - boto3's
    for page in logs.get_paginator("filter_log_events").paginate(logGroupName=f"{prefix}{app}"):
        for event in page["events"]:
            yield event["timestamp"], app, event["message"]
