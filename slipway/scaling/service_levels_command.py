"""The command ``slipway service-levels``."""

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import load_project
from slipway.console.arguments import add_command
from slipway.console.output import printable
from slipway.errors import SlipwayError
from slipway.local.options import add_target, target_of
from slipway.scaling import service_levels
from slipway.scaling.service_levels import Level


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    text = "print the availability and the latency of APIs and functions against their targets"
    parser = add_command(subparsers, "service-levels", _service_levels, text)
    parser.add_argument("file", type=Path, metavar="FILE.toml", help="the targets, e.g. iac/movies/service-levels.toml")
    add_target(parser)


def _service_levels(arguments: argparse.Namespace) -> int:
    """Print which availability and latency the APIs and functions of a file have reached, from their metrics.

    "budget used" is the share of the bad requests that the target allows, over the days of the file. "last 24 h" is how
    fast it was used: 1.0x uses it up in exactly these days. Reads the account that the shell's variables select
    (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS. The caller needs cloudwatch:GetMetricData, and for HTTP
    APIs apigateway:GET.

    Exits with 1 if a target is missed.
    """
    levels = service_levels.read(arguments.file)
    project = load_project(Path.cwd())
    account = target_of(project, arguments)
    cloudwatch = account.client("cloudwatch")
    now = datetime.now(UTC)
    is_missed = False
    for (kind, short_name), target in levels.targets.items():
        name = f"{arguments.environment or project.environment}-{short_name}"
        measured = _id_of_http_api(account, name) if kind == "http_apis" else name
        queries = service_levels.queries(kind, measured, target)
        requests, found = service_levels.reached(_series(cloudwatch, queries, now, levels.days), target, now)
        counted = "invocations" if kind == "functions" else "requests"
        print(_text(f"{name}: {requests:,.0f} {counted} in {levels.days} days", found))
        is_missed = is_missed or any(level.is_missed for level in found)
    return 1 if is_missed else 0


def _id_of_http_api(account: Target, name: str) -> str:
    """Return the ID, by which CloudWatch has the metrics of an HTTP API.

    Raises:
        SlipwayError: no HTTP API has the name, or several have it.
    """
    pages = account.client("apigatewayv2").get_paginator("get_apis").paginate()
    found = [api["ApiId"] for page in pages for api in page["Items"] if api["Name"] == name]
    if len(found) != 1:
        raise SlipwayError(
            f"{len(found) or 'no'} HTTP APIs in {account.region} have the name {name!r}: name one in the file"
        )
    return str(found[0])


def _series(
    cloudwatch: Any,  # noqa: ANN401 - boto3's
    queries: Sequence[dict[str, Any]],
    now: datetime,
    days: int,
) -> dict[str, dict[datetime, float]]:
    series: dict[str, dict[datetime, float]] = {query["Id"]: {} for query in queries}
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=queries, StartTime=now - timedelta(days=days), EndTime=now
    )
    for result in (result for page in pages for result in page["MetricDataResults"]):
        series[result["Id"]].update(zip(result["Timestamps"], result["Values"], strict=True))
    return series


def _text(head: str, levels: Sequence[Level]) -> str:
    rows = [("", "reached", "target", "budget used", "last 24 h"), *map(_row, levels)]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    marks = ["", *("  missed" if level.is_missed else "" for level in levels)]
    return printable("\n".join([head, *map(str.__add__, lines, marks)]))


def _row(level: Level) -> tuple[str, str, str, str, str]:
    reached, used = (
        ("-", "-")
        if level.reached is None
        else (
            f"{level.reached:.3f} %",
            f"{100 * level.budget_used(level.reached):.0f} %",
        )
    )
    today = "-" if level.today is None else f"{level.budget_used(level.today):.1f}x"
    return level.what, reached, f"{level.target:g} %", used, today
