"""What the functions have logged."""

from collections.abc import Iterator

from slipway.aws import log_events
from slipway.aws.target import Target


def lines(target: Target, environment: str, app: str | None = None) -> Iterator[str]:
    """Yield the log lines of all functions of an environment, or of one app's, oldest first.

    Each is ``<UTC time> <app> <message>``.
    """
    logs = target.client("logs")
    prefix = f"/aws/lambda/{environment}-"
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"{prefix}{app or ''}")
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    apps = [name for name in (group.removeprefix(prefix) for group in groups) if app in (None, name)]
    return log_events.merge(log_events.read(logs, f"{prefix}{name}", name) for name in apps)
