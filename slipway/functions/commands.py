"""The commands ``slipway invoke``, ``slipway logs`` and ``slipway trace``."""

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS
from slipway.aws.log_events import utc_time
from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.config.project import Project, load_project
from slipway.console.arguments import environment, qualifier
from slipway.console.output import has_colors, print_line, printable, printable_json
from slipway.console.progress import say
from slipway.deploy import check
from slipway.errors import SlipwayError
from slipway.functions import samples, trace, trace_view
from slipway.functions.events import FunctionLogs, LogEvent, NewEvents
from slipway.functions.invoke import Invocation, invoke
from slipway.functions.view import LogView, as_json
from slipway.local import emulator
from slipway.local.decisions import Decisions
from slipway.local.target import selected_target

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 24 * 3600}
_POLL = 2.0  # seconds; an account has 10 calls of FilterLogEvents a second in a region
_LOCAL_POLL = 0.3
_PAST_ON_AWS = 600  # seconds, as of `aws logs tail`


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    parser = subparsers.add_parser("invoke", help="invoke a function with an event", description=_invoke.__doc__)
    parser.add_argument("app", metavar="APP", help="a folder of apps/")
    parser.add_argument(
        "event",
        nargs="?",
        metavar="EVENT.json",
        help="file with the event, - for standard input (default: the event of the app's check.json, or {})",
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
    _add_target(parser, _invoke)
    parser = subparsers.add_parser("logs", help="print the logs of the functions", description=_logs.__doc__)
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/ (default: all)")
    parser.add_argument("-f", "--follow", action="store_true", help="continue with new events until Ctrl-C")
    _add_since(parser)
    parser.add_argument("--errors", action="store_true", help="only errors, with their stack traces")
    parser.add_argument("--json", action="store_true", help="print one line of JSON per event: time, app, message")
    _add_target(parser, _logs)
    parser = subparsers.add_parser("trace", help="print a request's path", description=_trace.__doc__)
    parser.add_argument(
        "id", metavar="ID", help="a correlation id, or the id of an API request, an invocation, an event or a message"
    )
    _add_since(parser)
    parser.add_argument("--json", action="store_true", help="print a list of objects, one for each function's part")
    _add_target(parser, _trace)


def _add_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since",
        type=_duration,
        metavar="TIME",
        help="e.g. 30s, 10m, 2h or 1d (default: all on the local AWS, 10m on AWS)",
    )


def _add_target(parser: argparse.ArgumentParser, run: Any) -> None:  # noqa: ANN401 - a function
    parser.add_argument(
        "--environment", type=environment, help="prefix of the functions' names (default: slipway.toml's)"
    )
    parser.add_argument("--local", action="store_true", help="on the local AWS, whatever the shell's variables select")
    parser.set_defaults(run=run)


def _invoke(arguments: argparse.Namespace) -> int:
    """Invoke a function and print its response on standard output, its log and duration on standard error.

    Calls the account that the shell's variables select (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.

    Exits with 1 if the function failed: its stack trace has the source lines of apps/ and libs/. Of the local AWS,
    also prints the calls that it denied, each with the statement that would allow it.
    """
    project = load_project(Path.cwd())
    (app,) = load_apps(project.root, [arguments.app])
    event = _event(arguments, app)
    target = _target(project, arguments)
    denied = _decisions(project, target)
    prefix = arguments.environment or project.environment
    result = invoke(target, app, event, environment=prefix, alias=arguments.alias)
    _print_log(app, result.log)
    for decision in denied.new() if denied else ():
        if not decision.allowed and decision.account == project.account:
            say(printable(decision.advice))
    _print_result(result)
    return 1 if result.error is not None else 0


def _logs(arguments: argparse.Namespace) -> int:
    """Print the logs of the functions, oldest first: UTC time, app, request, level, message and fields.

    Stack traces have the source lines of apps/ and libs/. Reads the account that the shell's variables select
    (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.
    """
    project = load_project(Path.cwd())
    known = {app.name: app for app in load_apps(project.root)} if (project.root / "apps").is_dir() else {}
    if arguments.apps:
        load_apps(project.root, arguments.apps)  # raises an error that lists the apps
    target = _target(project, arguments)
    logs = FunctionLogs(target.client("logs"), arguments.environment or project.environment)
    view = LogView(known, errors_only=arguments.errors, is_colored=has_colors())
    begin = _begin(arguments.since, target)
    if arguments.follow:
        with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
            _print(_followed(logs, arguments.apps, begin, target), view, arguments)
        return 0
    is_empty = not _print(logs.events(arguments.apps or logs.apps(), begin), view, arguments)
    if is_empty:
        what = "no error is" if arguments.errors else "nothing is"
        say(f"{what} logged since {utc_time(begin)}: --since selects another time" if begin else f"{what} logged yet")
    return 0


def _print(events: Iterator[LogEvent], view: LogView, arguments: argparse.Namespace) -> int:
    """Print the events that are shown, and return their number."""
    count = 0
    for event in events:
        line = _json_line(event, view) if arguments.json else view.render(event)
        if line is not None:
            count += 1
            print(line, flush=arguments.follow)
    return count


def _trace(arguments: argparse.Namespace) -> int:
    """Print the path of a request through the functions, from their logs, and which part of it took longest.

    A client can send the correlation id as the header x-correlation-id; otherwise it is the API's request id. Reads the
    account that the shell's variables select (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.

    Exits with 1 if no function has logged the id.
    """
    project = load_project(Path.cwd())
    target = _target(project, arguments)
    logs = FunctionLogs(target.client("logs"), arguments.environment or project.environment)
    spans = trace.find(logs, arguments.id, _begin(arguments.since, target))
    if not spans:
        raise SlipwayError(f"no function has logged {arguments.id!r}: look further back, e.g. with --since 1d")
    print(printable_json(trace_view.as_json(spans), indent=2) if arguments.json else trace_view.render(spans))
    return 0


def _followed(logs: FunctionLogs, apps: Sequence[str], begin: int, target: Target) -> Iterator[LogEvent]:
    """Yield events as they come, until Ctrl-C."""
    new = NewEvents(logs, begin)
    while True:
        yield from new.read(apps or logs.apps())
        time.sleep(_LOCAL_POLL if target.is_local else _POLL)


def _json_line(event: LogEvent, view: LogView) -> str | None:
    return as_json(event) if view.is_shown(event) else None


def _begin(since: int | None, target: Target) -> int:
    """Return the time of the earliest event to print, in milliseconds since 1970."""
    if since is None and target.is_local:
        return 0
    return int((time.time() - (_PAST_ON_AWS if since is None else since)) * 1000)


def _target(project: Project, arguments: argparse.Namespace) -> Target:
    """Return the target; on AWS, after a line on stderr that names it."""
    target = selected_target(project, local=arguments.local)
    if not target.is_local:
        say(target.describe())
    return target


def _decisions(project: Project, target: Target) -> Decisions | None:
    """Return the decisions of the project's local AWS if it is the target."""
    running = emulator.status(project.local_directory) if target.is_local else None
    is_target = running is not None and running.endpoint_url == target.endpoint_url
    return Decisions(running.iam_decisions_file) if running and is_target else None


def _event(arguments: argparse.Namespace, app: App) -> str:
    """Return the event as JSON text.

    Raises:
        SlipwayError: there are two events, or the file isn't JSON.
    """
    if arguments.sample and arguments.event:
        raise SlipwayError("either EVENT.json or --sample, not both")
    if arguments.sample:
        return samples.read(arguments.sample)
    if not arguments.event:
        known = check.load(app)
        return json.dumps(known.event if known else {})
    is_standard_input = arguments.event == "-"
    try:
        text = sys.stdin.read() if is_standard_input else Path(arguments.event).read_text(encoding="utf-8-sig")
        json.loads(text)
    except ValueError as error:  # also for bytes that aren't UTF-8
        where = "standard input" if is_standard_input else arguments.event
        raise SlipwayError(f"{where} is not JSON: {error}") from error
    return text


def _print_log(app: App, log: str) -> None:
    """Print what Lambda returned of the log to stderr, without what only the log group needs."""
    view = LogView({app.name: app})
    for number, message in enumerate(filter(None, log.splitlines())):
        if (line := view.render(LogEvent(int(time.time() * 1000), app.name, "", str(number), message))) is not None:
            say(line)


def _print_result(result: Invocation) -> None:
    if result.error is None:
        print_line(_pretty(result.payload))
    else:
        say(printable(result.error))
    state = "failed" if result.error is not None else "returned"
    say(f"version {result.version} {state} after {result.seconds * 1000:.0f} ms")


def _pretty(payload: str) -> str:
    try:
        return printable_json(json.loads(payload), indent=2)
    except ValueError:  # a custom runtime may return any text
        return printable(payload)


def _duration(text: str) -> int:
    match = re.fullmatch(r"(\d+)([smhd])", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration, such as 30s, 10m, 2h or 1d")
    return int(match[1]) * _UNITS[match[2]]
