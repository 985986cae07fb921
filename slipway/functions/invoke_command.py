"""The command ``slipway invoke``."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS
from slipway.config.app import App, load_apps
from slipway.config.project import load_project
from slipway.console.arguments import qualifier
from slipway.console.output import printable
from slipway.console.progress import say
from slipway.deploy import check
from slipway.errors import SlipwayError
from slipway.functions import samples
from slipway.functions.invoke import invoke
from slipway.functions.options import add_target, local_aws_of, target_of
from slipway.functions.result import print_log, print_response
from slipway.local.decisions import Decisions


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    parser = subparsers.add_parser("invoke", help="invoke a function with an event", description=_invoke.__doc__)
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    parser.add_argument(
        "event",
        nargs="?",
        metavar="EVENT.json",
        help="file with the event, - for standard input (default: that of the app's check.json or unit test, or {})",
    )
    parser.add_argument(
        "--sample", choices=sorted(samples.SAMPLES), metavar="SOURCE", help=f"an event of {', '.join(samples.SAMPLES)}"
    )
    parser.add_argument(
        "--alias",
        type=qualifier,
        default=DEFAULT_ALIAS,
        metavar="NAME",
        help=f"of the function (default: {DEFAULT_ALIAS})",
    )
    add_target(parser, _invoke)


def _invoke(arguments: argparse.Namespace) -> int:
    """Invoke a function and print its response on standard output, its log and duration on standard error.

    Calls the account that the shell's variables select (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.

    Exits with 1 if the function failed: its stack trace has the source lines of apps/ and libs/. Of the local AWS,
    also prints the calls that it denied, each with the statement that would allow it.
    """
    project = load_project(Path.cwd())
    (app,) = load_apps(project.root, [arguments.app])
    event = _event(arguments, app)
    target = target_of(project, arguments)
    local_aws = local_aws_of(project, target)
    denied = Decisions(local_aws.iam_decisions_file) if local_aws else None
    prefix = arguments.environment or project.environment
    result = invoke(target, app, event, environment=prefix, alias=arguments.alias)
    print_log(app, result.log)
    for decision in denied.new() if denied else ():
        if not decision.allowed and decision.account == project.account:
            say(printable(decision.advice))
    print_response(result)
    return 1 if result.error is not None else 0


def _event(arguments: argparse.Namespace, app: App) -> str:
    """Return the event as JSON text.

    Raises:
        SlipwayError: there are two events, or the file isn't JSON.
    """
    if arguments.sample and arguments.event:
        raise SlipwayError("either EVENT.json or --sample, not both")
    if arguments.sample:
        return samples.read(arguments.sample)
    if not arguments.event and (known := check.load(app)):
        return json.dumps(known.event)
    file = arguments.event or _sample_of(app)
    if file is None:
        return "{}"
    is_standard_input = file == "-"
    try:
        text = sys.stdin.read() if is_standard_input else Path(file).read_text(encoding="utf-8-sig")
        json.loads(text)
    except OSError as error:
        raise SlipwayError(
            f"{file} can't be read ({error.strerror}): write a file with the event, or --sample SOURCE for "
            "an example of AWS's events"
        ) from error
    except ValueError as error:  # also for bytes that aren't UTF-8
        where = "standard input" if is_standard_input else file
        raise SlipwayError(f"{where} is not JSON: {error}") from error
    return text


def _sample_of(app: App) -> Path | None:
    """Return the file with the event of the app's unit test, which `slipway new app` writes; None if there is none."""
    file = app.folder.parents[1] / "tests" / "unit" / "apps" / app.name / "event.json"
    return file if file.is_file() else None
