"""The command ``slipway cost``."""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import Project, load_project
from slipway.console.arguments import add_command, add_environment
from slipway.errors import SlipwayError
from slipway.functions import trace
from slipway.functions.events import FunctionLogs
from slipway.functions.trace import Span
from slipway.local import invocations
from slipway.local.target import running_target
from slipway.scaling import cost, recorded_cost
from slipway.scaling.cost import Usage

_MILLION = 1_000_000


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    text = "print what a million requests like one on the local AWS cost"
    parser = add_command(subparsers, "cost", _cost, text)
    parser.add_argument("id", metavar="ID", help="id of the request, as for `slipway trace`")
    parser.add_argument(
        "--prices", type=Path, default=cost.PRICES, metavar="FILE", help="price table (default: Slipway's)"
    )
    add_environment(parser)
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="also write what the request used to this file, e.g. iac/movies/cost.toml, for `slipway ci plan-comment`",
    )


def _cost(arguments: argparse.Namespace) -> int:
    """Print what a million requests like one that the local AWS has handled would cost on AWS.

    Counts what the functions on the request's path used, by the recorded invocations and logs: API requests,
    invocations and GB-seconds, capacity units, messages, mails and log bytes. Storage, data transfer and what AWS
    charges by the month aren't included. docs/scaling.md says how each is counted.
    """
    prices = cost.read_prices(arguments.prices)
    project = load_project(Path.cwd())
    target = running_target(project)
    logs = FunctionLogs(target.client("logs"), arguments.environment or project.environment)
    spans = trace.find(logs, arguments.id)
    if not spans:
        raise SlipwayError(
            f"no function on the local AWS has logged {arguments.id!r}: `slipway trace` takes the same ids"
        )
    units = cost.quantities(_usages(project, target, logs, spans))
    if arguments.record:
        _record(arguments.record, spans[0], units)
    found = cost.rows(units, prices)
    lines = [
        ("What", "a request", "$ a million"),
        *((label, f"{used:.6g}", f"{price * _MILLION:.2f}") for label, used, price in found),
    ]
    total = sum(price for _, _, price in found) * _MILLION
    lines.append(("Total", "", f"{total:.2f}"))
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    for label, used, price in lines:
        print(f"{label:<{widths[0]}}  {used:>{widths[1]}}  {price:>{widths[2]}}")
    print(f"List prices of {prices.region}, {prices.date}")
    return 0


def _record(file: Path, first: Span, units: Mapping[str, float]) -> None:
    if not first.name:
        raise SlipwayError(
            f"{first.app} has logged no span of the request, so it has no name: record a request whose first function "
            "logs spans, as those of libs do"
        )
    recorded_cost.write(file, first.name, units, datetime.now(UTC).date())


def _usages(project: Project, target: Target, logs: FunctionLogs, spans: Iterable[Span]) -> list[Usage]:
    """Return each invocation on the path once, with what its log and its function's configuration say.

    Raises:
        SlipwayError: the local AWS has no record of one any more.
    """
    requests = dict.fromkeys((span.app, span.request) for span in spans)
    recorded = {each.request: each for each in invocations.read(project.local_directory, project.account)}
    if missing := [app for app, request in requests if request not in recorded]:
        raise SlipwayError(f"the local AWS doesn't have the invocation of {missing[0]} any more: send a new request")
    reports, sizes = _logged(logs, sorted({app for app, _ in requests}))
    usages = []
    for _, request in requests:
        invocation = recorded[request]
        function = target.client("lambda").get_function_configuration(FunctionName=invocation.function)
        (architecture,) = function.get("Architectures", ["x86_64"])
        billed = reports.get(request, 0.0)
        usages.append(Usage(invocation, billed, function["MemorySize"], architecture, sizes[request]))
    return usages


def _logged(logs: FunctionLogs, apps: Iterable[str]) -> tuple[dict[str, float], dict[str, int]]:
    """Return the billed milliseconds and the bytes of the log of each invocation."""
    billed: dict[str, float] = {}
    sizes: dict[str, int] = defaultdict(int)
    for event in logs.events(apps):
        try:
            content = json.loads(event.message)
        except ValueError:
            continue
        record = content.get("record") or {} if isinstance(content, dict) else {}
        request = record.get("requestId") or (content.get("requestId") if isinstance(content, dict) else None)
        sizes[str(request)] += len(event.message.encode())
        if metrics := record.get("metrics"):
            billed[str(request)] = float(metrics.get("billedDurationMs", metrics.get("durationMs", 0)))
    return billed, sizes
