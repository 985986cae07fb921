"""The logs of the functions."""

from collections.abc import Iterator

from slipway.aws import log_events
from slipway.aws.target import Target


def lines(target: Target, environment: str, app: str | None = None) -> Iterator[str]:
    """Yield the log lines of an environment's functions, oldest first, each ``<UTC time> <app> <message>``.

    Args:
        target: the account and region.
        environment: prefix of the functions' names.
        app: name of one app; None for all.
    """
    logs = target.client("logs")
    prefix = f"/aws/lambda/{environment}-"
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"{prefix}{app or ''}")
    groups = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    apps = [name for name in (group.removeprefix(prefix) for group in groups) if app in (None, name)]
    return log_events.merge(log_events.read(logs, f"{prefix}{name}", name) for name in apps)
