"""The command ``slipway tune``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.console.arguments import add_command
from slipway.console.progress import say
from slipway.console.question import confirm
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import function_of
from slipway.errors import SlipwayError
from slipway.functions.event import add_event, event_of
from slipway.local.options import add_target, target_of
from slipway.scaling import cost, tune
from slipway.scaling.tune import Measurement

_MEMORIES = (128, 256, 512, 1024, 1769)
_MIN_MEMORY, _MAX_MEMORY = 128, 10240  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MILLION = 1_000_000


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    text = "measure a function's duration and cost with several memory sizes"
    parser = add_command(subparsers, "tune", _tune, text)
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    add_event(parser)
    parser.add_argument(
        "--memory",
        type=_memories,
        default=_MEMORIES,
        metavar="MB,…",
        help=f"memory sizes (default: {','.join(map(str, _MEMORIES))})",
    )
    parser.add_argument("--runs", type=_runs, default=10, metavar="N", help="invocations of each size (default: 10)")
    parser.add_argument("--yes", action="store_true", help="don't ask on AWS")
    add_target(parser)


def _tune(arguments: argparse.Namespace) -> int:
    """Print a table of a function's duration and cost with several memory sizes.

    Publishes a version for each memory size, and invokes it with the event, which has effects like any other. No alias
    changes. Afterwards, also if it fails or is interrupted, the function has its memory size again, and the versions
    are deleted. On AWS it asks before.

    On the local AWS the durations don't depend on the memory size.
    """
    project = load_project(Path.cwd())
    (app,) = load_apps(project.root, [arguments.app])
    event = event_of(arguments, app)
    target = target_of(project, arguments)
    function = function_of(target.client("lambda"), app, arguments.environment or project.environment)
    if not (target.is_local or _confirm(arguments, function.name)):
        raise SlipwayError("nothing was changed")
    with explain_errors(function.name):
        architecture = function.client.get_function_configuration(FunctionName=function.name)["Architectures"][0]
        found = tune.measure(target, function.name, event, arguments.memory, arguments.runs)
    print(_table(found, architecture))
    if target.is_local:
        say("On the local AWS the durations don't depend on the memory size: run it on AWS to choose one.")
    return 0


def _confirm(arguments: argparse.Namespace, name: str) -> bool:
    invocations = len(arguments.memory) * arguments.runs
    text = f"{name} gets other memory sizes for a while, and is invoked {invocations} times."
    return confirm(text, "Measure it", yes=arguments.yes, to="measure it")


def _table(found: list[Measurement], architecture: str) -> str:
    prices = cost.read_prices(cost.PRICES).of
    rows = [("Memory", "first", "then", "$ a million")]
    for each in found:
        price = each.cost(prices["invocation"], prices[f"gb_second_{architecture}"]) * _MILLION
        rows.append((f"{each.memory} MB", f"{each.durations[0]:.1f} ms", f"{each.warm:.1f} ms", f"{price:.2f}"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _memories(text: str) -> tuple[int, ...]:
    sizes = [part.strip() for part in text.split(",")]
    if not all(size.isdecimal() and _MIN_MEMORY <= int(size) <= _MAX_MEMORY for size in sizes):
        raise argparse.ArgumentTypeError(
            f"must be MB from {_MIN_MEMORY} to {_MAX_MEMORY}, e.g. 128,512,1769, not {text!r}"
        )
    return tuple(int(size) for size in sizes)


def _runs(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"must be a number from 1 to 1000, not {text!r}")
    return int(text)
