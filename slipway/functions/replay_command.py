"""The command ``slipway replay``."""

import argparse
import json
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.config.project import Project, load_project
from slipway.console.arguments import add_command
from slipway.console.output import print_line, printable
from slipway.console.progress import say
from slipway.deploy.status import status
from slipway.errors import SlipwayError
from slipway.functions import effects, recordings
from slipway.functions.invoke import Invocation, invoke
from slipway.functions.recordings import Recording
from slipway.functions.result import print_log
from slipway.local.emulator import Emulator
from slipway.local.invocations import Recorded
from slipway.local.options import add_target, local_aws_of, target_of
from slipway.local.target import selected_target


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the command to the command line."""
    parser = add_command(subparsers, "replay", _replay, "invoke a function again with a recorded event")
    parser.add_argument(
        "id",
        metavar="ID",
        help="id of a dead letter, or on the local AWS of an invocation (at least 8 characters) or an API request",
    )
    add_target(parser)


def _replay(arguments: argparse.Namespace) -> int:
    """Invoke a function again with the event of a request or a dead letter, and print how its effects differ.

    The effects are the calls to AWS with their input, and the response. Ids and times aren't compared. The local AWS
    records the latest invocations of functions with their events; on AWS an event is known from a dead letter only, and
    of its effects the response. With --local, a letter that isn't on the local AWS is read from the account that the
    shell's variables select, and the function on the local AWS gets its event. A letter stays in its queue.

    Exits with 1 if the function failed.
    """
    project = load_project(Path.cwd())
    target = target_of(project, arguments)
    local_aws = local_aws_of(project, target)
    recording = _recording(project, arguments, target, local_aws)
    (app,) = load_apps(project.root, [recording.app])
    prefix = project.environment if arguments.local else arguments.environment or project.environment
    _warn_of_changes(project, target, app, prefix)
    before = _before(project, prefix, recording, local_aws)
    result = invoke(target, app, json.dumps(recording.event), environment=prefix, alias=recording.alias)
    print_log(app, result.log)
    if result.error is not None:
        say(printable(result.error))
    after = recordings.last_attempt(local_aws.directory, project.account, prefix, recording) if local_aws else None
    _print(recording, result, before, after)
    return 1 if result.error is not None else 0


def _recording(
    project: Project, arguments: argparse.Namespace, target: Target, local_aws: Emulator | None
) -> Recording:
    prefix = arguments.environment or project.environment
    if local_aws and (found := recordings.of_invocation(local_aws.directory, project.account, prefix, arguments.id)):
        return found
    selected = selected_target(project) if arguments.local else target
    for place in dict.fromkeys((target, selected)):
        if found := recordings.of_letter(place, prefix, arguments.id):
            return found
    only = "" if local_aws else " (AWS doesn't keep the events of requests)"
    raise SlipwayError(
        f"no recorded invocation and no letter in a dead-letter queue of {prefix} has the id {arguments.id!r}{only}: "
        "`slipway logs` and `slipway dlq show NAME` print ids"
    )


def _warn_of_changes(project: Project, target: Target, app: App, environment: str) -> None:
    """Say that the function doesn't have the app's latest code, if it can be packaged."""
    try:
        found = status(project.root, target, [app.name], environment=environment)
    except SlipwayError:
        return
    if any("code" in each.pending for each in found):
        say(f"apps/{app.name} has changes that aren't deployed: `slipway deploy {app.name}`, then replay again")


def _before(project: Project, environment: str, recording: Recording, local_aws: Emulator | None) -> Recorded | None:
    """Return what the function did with the event, on the local AWS; call it before the function gets it again."""
    if recording.before or not local_aws:
        return recording.before
    return recordings.last_attempt(local_aws.directory, project.account, environment, recording)


def _print(recording: Recording, result: Invocation, before: Recorded | None, after: Recorded | None) -> None:
    versions = f"version {before.version}, now {result.version}" if before else f"version {result.version}"
    print_line(printable(f"{recording.app}: {versions}"))
    if recording.reason:
        print_line(printable(f"before: {recording.reason}").replace("\n", " "))
    now = effects.lines(after) if after else effects.response_lines(_document(result), failed=result.error is not None)
    if before is None:
        print_line("\n".join(f"  {line}" for line in now))
        return
    shown, is_different = effects.difference(effects.lines(before), now)
    print_line("\n".join(shown))
    print_line("the effects differ" if is_different else "the effects are the same")


def _document(result: Invocation) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(result.payload)
    except ValueError:  # a custom runtime may return any text
        return result.payload
