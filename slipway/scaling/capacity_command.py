"""The command ``slipway capacity``."""

import argparse
from dataclasses import replace
from math import isinf
from pathlib import Path
from typing import Any

from slipway.console.arguments import add_command, positive
from slipway.console.output import printable
from slipway.scaling import capacity, load
from slipway.scaling.capacity import Backlog, Need
from slipway.scaling.load import Load


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    text = "print which quota or setting a load reaches first"
    parser = add_command(subparsers, "capacity", _capacity, text)
    parser.add_argument("file", type=Path, metavar="FILE.toml", help="the load, e.g. iac/movies/capacity.toml")
    parser.add_argument(
        "--requests",
        type=positive,
        metavar="N",
        help="requests a second (default: the file's); the rest grows with it",
    )


def _capacity(arguments: argparse.Namespace) -> int:
    """Print what a load needs of service quotas and settings, which of them is too small first, and how queues drain.

    The file has the load, the durations and the batch sizes: docs/scaling.md describes it, and the model. Quotas that
    it doesn't name are those of a new account.

    Exits with 1 if the load exceeds a limit.
    """
    found = load.read(arguments.file)
    if arguments.requests:
        found = _scaled(found, arguments.requests / found.requests if found.requests else 1, arguments.requests)
    needs = capacity.needs(found)
    print(_text(found, needs, capacity.backlogs(found)))
    return 1 if any(need.factor < 1 for need in needs) else 0


def _scaled(found: Load, factor: float, requests: float) -> Load:
    return replace(found, requests=requests, burst=found.burst * factor, daily=found.daily * factor)


def _text(found: Load, needs: list[Need], backlogs: list[Backlog]) -> str:
    rows = [
        (need.what, f"{_number(need.needs)}{need.unit}", f"{_number(need.limit)}{need.unit}", f"{need.factor:.2f}x")
        for need in needs
    ]
    rows = [("", "needs", "limit", "may grow"), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"{_number(found.requests)} requests/s, {_number(found.burst)} at the same time"]
    for row, need in zip(rows, [None, *needs], strict=True):
        first, *others = (
            cell.ljust(width) if not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        mark = f"  too small: {need.effect}" if need and need.factor < 1 else ""
        lines.append("  ".join([first, *others]).rstrip() + mark)
    if needs:
        (first_need, *_) = needs
        limit = found.requests * first_need.factor
        lines.append(f"First: {first_need.what}, at {_number(limit)} requests/s. Then {first_need.effect}.")
    return printable("\n".join([*lines, *(_backlog(found, each) for each in backlogs)]))


def _backlog(found: Load, backlog: Backlog) -> str:
    start = f"{backlog.function}: {_number(backlog.messages)} wait after {_number(found.outage)} s without it"
    return f"{start}, and never drain" if isinf(backlog.drained) else f"{start}, for {_number(backlog.drained)} s more"


def _number(value: float) -> str:
    """Return a number with three digits, or all of its whole part."""
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
