"""The command ``slipway bench``."""

import argparse
import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from botocore.config import Config

from lambda_release.function import DEFAULT_ALIAS, Function
from slipway.aws.target import Target
from slipway.bench import locally, on_aws, report
from slipway.config.app import App, load_apps
from slipway.config.project import Project, load_project
from slipway.console.arguments import add_command, qualifier
from slipway.console.output import print_line
from slipway.console.progress import say
from slipway.console.question import confirm
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import function_of
from slipway.errors import SlipwayError
from slipway.functions.event import add_event, event_of
from slipway.local.options import add_target, target_of

_COLD, _WARM = 100, 10_000


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    parser = subparsers.add_parser("bench", help="measure the starts of functions")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    text = "measure cold and warm starts of a function"
    parser = add_command(commands, "cold-warm", _cold_warm, text)
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    add_event(parser)
    parser.add_argument("--cold", type=_count, default=_COLD, metavar="N", help=f"cold starts (default: {_COLD})")
    parser.add_argument("--warm", type=_count, default=_WARM, metavar="N", help=f"warm starts (default: {_WARM})")
    parser.add_argument(
        "--alias", type=qualifier, default=DEFAULT_ALIAS, metavar="NAME", help=f"(default: {DEFAULT_ALIAS})"
    )
    parser.add_argument("--yes", action="store_true", help="invoke the function without asking on AWS")
    add_target(parser)


def _cold_warm(arguments: argparse.Namespace) -> int:
    """Measure cold and warm starts of a function, print percentiles, and write table and plot to build/bench.

    On the local AWS, each cold start is a process of Lambda's Python runtime with the app's zip, with the settings of
    the deployed function and, as its AWS, the local AWS. Of a function with SnapStart it is measured from the hooks
    after a restore to the response: what restoring leaves to do, without Lambda's own restore.

    On AWS, the function is invoked, after a question: concurrently for cold starts, which Lambda doesn't promise. The
    times are those that Lambda reports and bills. The event does what it says each time.
    """
    project = load_project(Path.cwd())
    (app,) = load_apps(project.root, [arguments.app])
    event, target = event_of(arguments, app), target_of(project, arguments)
    prefix = arguments.environment or project.environment
    # A retry of the client would be one more start.
    config = Config(max_pool_connections=on_aws.largest(arguments.cold), retries={"total_max_attempts": 1})
    function = function_of(target.client("lambda", config), app, prefix, arguments.alias)
    with explain_errors(function.name):
        configuration = function.client.get_function_configuration(
            FunctionName=function.name, Qualifier=function.alias_name
        )
        if target.is_local:
            series = locally.measure(project, app, event, target, configuration, arguments.cold, arguments.warm)
        else:
            series = _on_aws(arguments, function, event, target)
    _write(project, app, "on the local AWS" if target.is_local else "on AWS", series)
    return 0


def _on_aws(
    arguments: argparse.Namespace, function: Function, event: str, target: Target
) -> Mapping[str, Sequence[float]]:
    wanted = on_aws.largest(arguments.cold)
    limit = function.client.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    if wanted > limit:
        advice = f"write --cold {max(1, limit // on_aws.WAVES)}"
        raise SlipwayError(f"{wanted} concurrent invocations are more than the {limit} of this account: {advice}")
    text = (
        f"{function.name}:{function.alias_name} in {target.region} gets up to "
        f"{on_aws.most(arguments.cold, arguments.warm)} invocations, up to {wanted} at the same time, with the event\n"
        f"{json.dumps(json.loads(event), indent=2)}"
    )
    if not confirm(text, "Invoke it", yes=arguments.yes, to="invoke the function"):
        raise SlipwayError("nothing was invoked")
    call = partial(
        function.client.invoke,
        FunctionName=function.name,
        Qualifier=function.alias_name,
        LogType="Tail",
        Payload=event,
    )
    found = on_aws.measure(call, arguments.cold, arguments.warm)
    if len(found.cold) < arguments.cold:
        say(f"only {len(found.cold)} of {arguments.cold} were cold: Lambda had enough environments")
    return {"cold": found.cold, "warm": found.warm}


def _write(project: Project, app: App, where: str, series: Mapping[str, Sequence[float]]) -> None:
    title = f"Starts of {app.name} {where}"
    table = report.table(series)
    file = project.root / "build" / "bench" / f"{app.name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {title}\n\n{table}\n", encoding="utf-8")
    plot = file.with_suffix(".svg")
    plot.write_text(report.plot(title, {name: values for name, values in series.items() if values}), encoding="utf-8")
    print_line(table)
    say(f"also in {file.relative_to(project.root)} and {plot.relative_to(project.root)}")


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of starts: write 1 or more")
    return int(text)
