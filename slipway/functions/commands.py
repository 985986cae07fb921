"""The commands ``slipway logs`` and ``slipway trace``."""

import argparse
import time
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from slipway.aws.log_events import utc_time
from slipway.aws.target import Target
from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.console.arguments import add_command, duration
from slipway.console.output import has_colors, printable_json
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.functions import trace, trace_page, trace_view
from slipway.functions.events import FunctionLogs, LogEvent, NewEvents
from slipway.functions.view import LogView, as_json
from slipway.local.options import add_target, target_of

_POLL = 2.0  # seconds; an account has 10 calls of FilterLogEvents a second in a region
_LOCAL_POLL = 0.3
_PAGE = "trace.html"  # beside the folder of the local AWS
_MAX_IDENTIFIER = 256  # characters, more than any id has; CloudWatch's limit of a pattern is 1024
_PAST_ON_AWS = 600  # seconds, as of `aws logs tail`


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    parser = add_command(subparsers, "logs", _logs, "print the logs of the functions")
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/ (default: all)")
    parser.add_argument("-f", "--follow", action="store_true", help="continue with new events until Ctrl-C")
    _add_since(parser)
    parser.add_argument("--errors", action="store_true", help="only errors, with their stack traces")
    parser.add_argument("--json", action="store_true", help="print one line of JSON per event: time, app, message")
    add_target(parser)
    parser = add_command(subparsers, "trace", _trace, "print a request's path")
    parser.add_argument(
        "id",
        type=_identifier,
        metavar="ID",
        help="a correlation id, or the id of an API request, an invocation, an event or a message",
    )
    _add_since(parser)
    parser.add_argument("--json", action="store_true", help="print a list of objects, one for each function's part")
    parser.add_argument(
        "--open", action="store_true", help="also open a page with a flame graph and the log in a browser"
    )
    add_target(parser)


def _add_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since",
        type=duration(0),
        metavar="TIME",
        help="e.g. 30s, 10m, 2h or 1d (default: all on the local AWS, 10m on AWS)",
    )


def _logs(arguments: argparse.Namespace) -> int:
    """Print the logs of the functions, oldest first: UTC time, app, request, level, message and fields.

    Stack traces have the source lines of apps/ and libs/. Reads the account that the shell's variables select
    (AWS_PROFILE, AWS_ENDPOINT_URL, …), or else the local AWS.
    """
    project = load_project(Path.cwd())
    known = {app.name: app for app in load_apps(project.root)} if (project.root / "apps").is_dir() else {}
    if arguments.apps:
        load_apps(project.root, arguments.apps)  # raises an error that lists the apps
    target = target_of(project, arguments)
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

    A function that logs no correlationId is found by the id of its invocation alone, as `slipway logs` shows it. The
    page of --open is one file, .slipway/trace.html, which can be passed on. Exits with 1 if no function has logged the
    id.
    """
    project = load_project(Path.cwd())
    target = target_of(project, arguments)
    logs = FunctionLogs(target.client("logs"), arguments.environment or project.environment)
    begin = _begin(arguments.since, target)
    spans = trace.find(logs, arguments.id, begin)
    if not spans:
        since, advice = (
            (f" since {utc_time(begin)}", "look further back, e.g. with --since 1d, or ") if begin else ("", "")
        )
        raise SlipwayError(
            f"no function has logged {arguments.id!r}{since}: {advice}use the id of an invocation in `slipway logs`. "
            "Other ids are found if a function logs them as fields, e.g. correlationId"
        )
    print(printable_json(trace_view.as_json(spans), indent=2) if arguments.json else trace_view.render(spans))
    if arguments.open:
        _open(spans, project.local_directory.with_name(_PAGE))
    return 0


def _open(spans: Sequence[trace.Span], page: Path) -> None:
    """Write the page of a request, and open it in a browser, if there is one."""
    page.parent.mkdir(exist_ok=True)
    page.write_text(trace_page.render(spans), encoding="utf-8")
    is_open = webbrowser.open(page.as_uri())
    say(f"the page is {page}" if is_open else f"no browser was found: open {page}")


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
    return max(0, int((time.time() - (_PAST_ON_AWS if since is None else since)) * 1000))


def _identifier(text: str) -> str:
    """Return an id without the blanks that copying may have added."""
    identifier = text.strip()
    if not identifier or len(identifier) > _MAX_IDENTIFIER:
        raise argparse.ArgumentTypeError(f"an id has 1 to {_MAX_IDENTIFIER} characters, not {len(identifier)}")
    return identifier
