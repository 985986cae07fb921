"""The command ``slipway invoke``."""

import argparse
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS
from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.console.arguments import add_command, qualifier
from slipway.console.output import printable
from slipway.console.progress import say
from slipway.functions.event import add_event, event_of
from slipway.functions.invoke import invoke
from slipway.functions.result import print_log, print_response
from slipway.local.decisions import Decisions
from slipway.local.options import add_target, local_aws_of, target_of


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    parser = add_command(subparsers, "invoke", _invoke, "invoke a function with an event")
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    add_event(parser)
    parser.add_argument(
        "--alias",
        type=qualifier,
        default=DEFAULT_ALIAS,
        metavar="NAME",
        help=f"alias of the function (default: {DEFAULT_ALIAS})",
    )
    add_target(parser)


def _invoke(arguments: argparse.Namespace) -> int:
    """Invoke a function and print its response on standard output, its log and duration on standard error.

    Calls the account that the shell's variables select (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.

    Exits with 1 if the function failed: its stack trace has the source lines of apps/ and libs/. Of the local AWS,
    also prints the calls that it denied, each with the statement that would allow it.
    """
    project = load_project(Path.cwd())
    (app,) = load_apps(project.root, [arguments.app])
    event = event_of(arguments, app)
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
