"""The commands ``slipway deploy``, ``rollback``, ``status`` and ``prune``."""

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS, is_previous
from slipway.config.project import load_project
from slipway.console.arguments import add_command, duration
from slipway.console.output import print_line
from slipway.deploy.canary import Canary
from slipway.deploy.deploy import deploy
from slipway.deploy.deployer import Deployment
from slipway.deploy.prune import Pruning, prune
from slipway.deploy.release_rollback import rollback_release
from slipway.deploy.rollback import Rollback, rollback
from slipway.deploy.status import Status, status
from slipway.errors import SlipwayError
from slipway.local.options import add_target, target_of

_AGES = (("d", 24 * 3600), ("h", 3600), ("min", 60))
_BAKE = 60  # seconds


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser = add_command(subparsers, name, run, text)
        add_target(parser)
        parser.add_argument("--json", action="store_true", help="print one line of JSON per app")
        return parser

    _add_deploy_arguments(add("deploy", _deploy, "deploy the apps' code to an alias of their functions"))
    parser = add("rollback", _rollback, "point an alias of a function at an earlier version")
    parser.add_argument(
        "app", nargs="?", metavar="APP", help="a folder of apps/ (default with --alias: those of its last release)"
    )
    _add_alias(parser, default=None, help_text=f"alias of the functions (default with APP: {DEFAULT_ALIAS})")
    parser.add_argument(
        "--to", type=_positive, metavar="VERSION", help="(default: the version that the alias pointed at before)"
    )
    _add_apps(add("status", _status, "show the versions of the functions' aliases, and what deploy would change"))
    parser = add("prune", _prune, "delete old versions of functions")
    _add_apps(parser)
    parser.add_argument("--keep", type=_positive, required=True, metavar="N", help="how many of the newest to keep")


def _add_apps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "apps", nargs="*", metavar="APP", help="a folder of apps/ (default: those that a stack declares)"
    )


def _add_alias(
    parser: argparse.ArgumentParser,
    default: str | None = DEFAULT_ALIAS,
    help_text: str = f"alias of the functions (default: {DEFAULT_ALIAS})",
) -> None:
    parser.add_argument("--alias", type=_alias, default=default, metavar="NAME", help=help_text)


def _add_deploy_arguments(parser: argparse.ArgumentParser) -> None:
    _add_apps(parser)
    _add_alias(parser)
    canary = parser.add_argument_group(
        "canary", "Send a share of the invocations to the new version first; roll it back if it fails."
    )
    canary.add_argument("--canary", type=_percent, metavar="PERCENT", help="share of the invocations, 1 to 99")
    canary.add_argument("--bake", type=duration(1), metavar="TIME", help="how long, e.g. 5m or 1h (default: 60s)")
    canary.add_argument("--alarm", action="append", metavar="NAME", help="CloudWatch alarm to watch; repeatable")
    parser.add_argument("--bucket", help="S3 bucket for zips over 50 MB (default: artifacts_bucket in slipway.toml)")


def _deploy(arguments: argparse.Namespace) -> int:
    """Package apps, update the code of their functions where it differs, publish a version, check it, move the alias.

    The alias of a function that a pipeline releases is refused; without names of apps, it is left as it is.

    Exits with 1 if an app failed. Its alias is unchanged, the other apps are deployed, and the last lines name it.
    """
    project = load_project(Path.cwd())
    deploy(
        project.root,
        target_of(project, arguments, is_named=True),
        arguments.apps,
        environment=arguments.environment or project.environment,
        alias=arguments.alias,
        canary=_canary(arguments),
        bucket=arguments.bucket or project.artifacts_bucket,
        on_done=_printer(arguments, _deployment_line),
    )
    return 0


def _rollback(arguments: argparse.Namespace) -> int:
    """End a canary, or else point the alias at the version that it pointed at before, with its configuration.

    With --alias and without APP, all functions whose version of the alias was published from the same commit as the
    newest one: the last release. The functions that it has not changed stay. So do those that it has released for the
    first time, which have nothing to go back to: a line names them, and the exit code is 0. It is 1 if all are such.
    """
    project = load_project(Path.cwd())
    prefix, show = arguments.environment or project.environment, _printer(arguments, _rollback_line)
    if arguments.app:
        alias = arguments.alias or DEFAULT_ALIAS
        target = target_of(project, arguments, is_named=True)
        show(rollback(project.root, target, arguments.app, environment=prefix, alias=alias, to=arguments.to))
        return 0
    if not arguments.alias or arguments.to:
        raise SlipwayError(
            "name an app, or without --to the alias whose last release is rolled back, e.g. --alias prod"
        )
    target = target_of(project, arguments, is_named=True)
    rollback_release(project.root, target, environment=prefix, alias=arguments.alias, on_done=show)
    return 0


def _status(arguments: argparse.Namespace) -> int:
    """Show the version of each alias of the functions: number, weights, hash, age, and what deploy would change."""
    project = load_project(Path.cwd())
    prefix = arguments.environment or project.environment
    target = target_of(project, arguments)
    results: list[Status] = []
    try:
        status(project.root, target, arguments.apps, environment=prefix, on_done=results.extend)
    finally:  # after an error, print the results of the other apps
        for result in sorted(results, key=lambda result: (result.app, result.alias)):
            _printer(arguments, _status_line)(result)
    return 0


def _prune(arguments: argparse.Namespace) -> int:
    """Delete versions of functions, except the newest N and those that an alias or a weight points at."""
    project = load_project(Path.cwd())
    prune(
        project.root,
        target_of(project, arguments, is_named=True),
        arguments.apps,
        environment=arguments.environment or project.environment,
        keep=arguments.keep,
        on_done=_printer(arguments, _pruning_line),
    )
    return 0


def _canary(arguments: argparse.Namespace) -> Canary | None:
    if arguments.canary is None:
        if arguments.bake is not None or arguments.alarm:
            raise SlipwayError("--bake and --alarm need a canary: add --canary, e.g. --canary 10")
        return None
    return Canary(arguments.canary, arguments.bake or _BAKE, tuple(arguments.alarm or ()))


def _printer(arguments: argparse.Namespace, line: Callable[[Any], str]) -> Callable[[Any], None]:
    def print_one(result: Any) -> None:  # noqa: ANN401 - a dataclass
        print_line(json.dumps(asdict(result)) if arguments.json else line(result))

    return print_one


def _name(result: Deployment | Rollback) -> str:
    return result.function if result.alias == DEFAULT_ALIAS else f"{result.function}:{result.alias}"


def _deployment_line(result: Deployment) -> str:
    extent = "checked" if result.checked else "started" if result.started else "not invoked"
    state = f"deployed, {extent}" if result.changed else "unchanged"
    return (
        f"{_name(result):<28} version {result.version:<4} {result.size / 1024:>10,.1f} kB  "
        f"{result.code_sha256[:12]}  {state:<21}  {result.seconds:.2f} s"
    )


def _rollback_line(result: Rollback) -> str:
    state = f"rolled back from {result.before}" if result.changed else "unchanged"
    return f"{_name(result):<28} version {result.version:<4} {state}"


def _status_line(result: Status) -> str:
    version = f"version {result.version}"
    version += "".join(f" + {weight:.0%} of {other}" for other, weight in result.weights.items())
    code, age = result.code_sha256[:12], _age(result.age)
    pending = f"pending: {', '.join(result.pending)}" if result.pending else "up to date"
    owner = f", released by the pipeline {result.pipeline}" if result.pipeline else ""
    return f"{result.function:<28} {result.alias} {version:<24} {code}  {age:>9}  {pending}{owner}"


def _pruning_line(result: Pruning) -> str:
    deleted = f": {', '.join(map(str, result.deleted))}" if result.deleted else ""
    return f"{result.function:<28} kept {len(result.kept)}, deleted {len(result.deleted)}{deleted}"


def _age(seconds: float) -> str:
    for unit, size in _AGES:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _alias(text: str) -> str:
    # https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html; Lambda takes digits for a version.
    if not re.fullmatch(r"(?!\d+$)[A-Za-z0-9_-]{1,119}", text) or is_previous(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an alias that can be deployed to, such as live or test")
    return text


def _percent(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text) <= 99):
        raise argparse.ArgumentTypeError(f"{text!r} is not a percentage from 1 to 99")
    return int(text)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)
