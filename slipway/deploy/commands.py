"""The commands ``slipway deploy``, ``rollback``, ``status`` and ``prune``."""

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.project import load_project
from slipway.console.output import print_line
from slipway.console.progress import say
from slipway.deploy import Deployment, deploy
from slipway.deploy.canary import Canary
from slipway.deploy.prune import Pruning, prune
from slipway.deploy.rollback import rollback
from slipway.deploy.status import Status, status
from slipway.errors import SlipwayError

_UNITS = {"s": 1, "m": 60, "h": 3600}
_DAY = 24 * 3600


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = subparsers.add_parser(name, help=text, description=run.__doc__)
        parser.add_argument(
            "--environment", type=_environment, help="prefix of the functions' names; slipway.toml's without it"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object a line, one line an app")
        parser.set_defaults(run=run)
        return parser

    _add_deploy_arguments(add("deploy", _deploy, "bring the apps' code to their functions' alias live"))
    parser = add("rollback", _rollback, "bring a function's alias live back to an earlier version")
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    parser.add_argument("--to", type=_positive, metavar="VERSION", help="what was served before, without it")
    _add_apps(add("status", _status, "show what the functions' alias live serves, and what deploy would change"))
    parser = add("prune", _prune, "delete old versions of functions")
    _add_apps(parser)
    parser.add_argument("--keep", type=_positive, required=True, metavar="N", help="how many of the newest stay")


def _add_apps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/; all of them without one")


def _add_deploy_arguments(parser: argparse.ArgumentParser) -> None:
    _add_apps(parser)
    canary = parser.add_argument_group("canary", "The new version gets a share first; what fails goes back.")
    canary.add_argument("--canary", type=_percent, metavar="PERCENT", help="of the invocations: 1 to 99")
    canary.add_argument("--bake", type=_duration, metavar="TIME", help="until it gets all: 60s (default), 5m, 1h")
    canary.add_argument("--alarm", action="append", metavar="NAME", help="CloudWatch alarm to watch; repeatable")
    parser.add_argument("--bucket", help="S3 bucket for zips over 50 MB; artifacts_bucket of slipway.toml without it")


def _deploy(arguments: argparse.Namespace) -> int:
    """Package apps, update their functions' code where it differs, publish, check, and move the alias live.

    Exits with 1 if an app failed: its alias is where it was, the others are deployed, and the last lines say which.
    """
    project = load_project(Path.cwd())
    deploy(
        project.root,
        Target.from_environment(),
        arguments.apps,
        environment=arguments.environment or project.environment,
        canary=_canary(arguments),
        bucket=arguments.bucket or project.artifacts_bucket,
        on_done=_printer(arguments, _deployment_line),
        say=say,
    )
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    """End a canary, or else bring the alias live back to the version that it served before, with its configuration."""
    project = load_project(Path.cwd())
    environment = arguments.environment or project.environment
    done = rollback(project.root, Target.from_environment(), arguments.app, environment=environment, to=arguments.to)
    state = f"rolled back from {done.before}" if done.changed else "unchanged"
    _printer(arguments, lambda _: f"{done.function:<28} version {done.version:<4} {state}")(done)
    return 0


def _status(arguments: argparse.Namespace) -> int:
    """Show what the functions' alias live serves: version, weights, hash, age, and what deploy would change."""
    project = load_project(Path.cwd())
    environment = arguments.environment or project.environment
    found: list[Status] = []
    try:
        status(project.root, Target.from_environment(), arguments.apps, environment=environment, on_done=found.append)
    finally:  # what could be read, whatever could not
        for each in sorted(found, key=lambda each: each.app):
            _printer(arguments, _status_line)(each)
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    """Delete versions but for the newest N and those that an alias or a weight points at."""
    project = load_project(Path.cwd())
    prune(
        project.root,
        Target.from_environment(),
        arguments.apps,
        environment=arguments.environment or project.environment,
        keep=arguments.keep,
        on_done=_printer(arguments, _pruning_line),
    )
    return 0


def _canary(arguments: argparse.Namespace) -> Canary | None:
    if arguments.canary is None:
        if arguments.bake is not None or arguments.alarm:
            raise SlipwayError("--bake and --alarm belong to a canary: add --canary, e.g. --canary 10")
        return None
    return Canary(arguments.canary, arguments.bake or _UNITS["m"], tuple(arguments.alarm or ()))


def _printer(arguments: argparse.Namespace, line: Callable[[Any], str]) -> Callable[[Any], None]:
    def print_one(result: Any) -> None:  # noqa: ANN401 - a dataclass
        print_line(json.dumps(asdict(result)) if arguments.json else line(result))

    return print_one


def _deployment_line(made: Deployment) -> str:
    state = "unchanged" if not made.changed else "deployed, checked" if made.checked else "deployed, not invoked"
    return (
        f"{made.function:<28} version {made.version:<4} {made.size / 1024:>10,.1f} kB  "
        f"{made.code_sha256[:12]}  {state:<21}  {made.seconds:.2f} s"
    )


def _status_line(found: Status) -> str:
    weights = "".join(f" + {weight:.0%} of {version}" for version, weight in found.weights.items())
    pending = f"pending: {', '.join(found.pending)}" if found.pending else "up to date"
    version = f"version {found.version}{weights}"
    return f"{found.function:<28} {found.alias} {version:<24} {found.code_sha256[:12]}  {_age(found.age):>9}  {pending}"


def _pruning_line(done: Pruning) -> str:
    deleted = f": {', '.join(map(str, done.deleted))}" if done.deleted else ""
    return f"{done.function:<28} kept {len(done.kept)}, deleted {len(done.deleted)}{deleted}"


def _age(seconds: float) -> str:
    for unit, size in (("d", _DAY), ("h", _UNITS["h"]), ("min", _UNITS["m"])):
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _environment(text: str) -> str:
    if not text:  # of a shell's variable that isn't set: no reason to take slipway.toml's
        raise argparse.ArgumentTypeError("'' is no environment such as dev")
    return text


def _percent(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 99):
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 1 to 99")
    return int(text)


def _duration(text: str) -> int:
    match = re.fullmatch(r"([1-9]\d*)([smh])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no duration such as 60s, 5m or 1h")
    return int(match[1]) * _UNITS[match[2]]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)
