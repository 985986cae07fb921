"""The commands ``slipway pipeline start | wait | status | logs | approve | retry``."""

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.outputs import load_outputs
from slipway.config.project import find_project
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.pipeline import approval, executions, logs, view
from slipway.pipeline.declaration import Pipeline, load
from slipway.pipeline.retry import retry
from slipway.pipeline.start import start
from slipway.pipeline.status import lines, status
from slipway.pipeline.wait import wait

_EXECUTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # a UUID, as no pipeline is called
_APPROVAL = re.compile(r".+/.+")  # a pipeline's name has no slash


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    text = "start a pipeline, watch and answer it, read its logs"
    actions = subparsers.add_parser("pipeline", help=text).add_subparsers(metavar="ACTION", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=run.__doc__)
        parser.add_argument("name", nargs="?", metavar="NAME", help="the project's or account's only one without it")
        parser.set_defaults(run=run, of=None)
        return parser

    parser = add("start", _start, "start an execution and print its id")
    parser.add_argument("--variable", type=_pair, action="append", metavar="NAME=VALUE", help="repeatable")
    parser.add_argument("--revision", type=_pair, action="append", metavar="SOURCE=REVISION", help="repeatable")
    parser.add_argument("--wait", action="store_true", help="wait for its end, as `slipway pipeline wait` does")
    add("wait", _wait, "watch an execution until it ends; exits with 1 unless it succeeds").add_argument(
        "of", nargs="?", metavar="EXECUTION", help="the latest without it"
    )
    add("status", _status, "show stages, actions, revisions and the latest executions").add_argument(
        "--json", action="store_true", help="print one JSON object"
    )
    parser = add("logs", _logs, "print what builds and functions of an execution have logged")
    parser.add_argument("of", nargs="?", metavar="EXECUTION", help="the latest without it")
    parser.add_argument("--action", help="ACTION or STAGE/ACTION; all of them without it")
    parser = add("approve", _approve, "answer the manual approval that is waited for")
    parser.add_argument("of", nargs="?", metavar="STAGE/ACTION", help="the only one without it")
    parser.add_argument("--reject", action="store_true", help="reject, which fails the action")
    parser.add_argument("--summary", default="", metavar="TEXT", help="why; shown with the action")
    add("retry", _retry, "run the failed stage of the latest execution again").add_argument(
        "--all-actions", action="store_true", help="those of the stage that succeeded too"
    )


def _start(arguments: argparse.Namespace) -> int:
    """Start an execution with the newest revision of every source that --revision doesn't name; print its id."""
    pipeline = _load(arguments.name)
    execution = start(pipeline, dict(arguments.variable or ()), dict(arguments.revision or ()))
    print(execution, flush=True)
    return _wait_for(pipeline, execution) if arguments.wait else 0


def _wait(arguments: argparse.Namespace) -> int:
    """Watch an execution until it ends. Exits with 0 if it succeeded, else with 1 and says what failed and why.

    Ctrl-C ends the watching only.
    """
    name, execution = _apart(arguments, _EXECUTION)
    pipeline = _load(name)
    return _wait_for(pipeline, execution or executions.latest_id(pipeline))


def _status(arguments: argparse.Namespace) -> int:
    """Show stages, actions, revisions and the latest executions."""
    found = status(_load(arguments.name))
    print(json.dumps(asdict(found), indent=2) if arguments.json else "\n".join(lines(found)))
    return 0


def _logs(arguments: argparse.Namespace) -> int:
    """Print what an execution's builds and functions have logged, oldest first: UTC time, Stage/Action, text."""
    name, execution = _apart(arguments, _EXECUTION)
    pipeline = _load(name)
    found = executions.read(pipeline, execution or executions.latest_id(pipeline))
    count = 0
    for count, line in enumerate(logs.lines(pipeline, found, arguments.action), 1):  # noqa: B007 - counted to the end
        print(line)
    if not count:
        say("nothing is logged yet")
    return 0


def _approve(arguments: argparse.Namespace) -> int:
    """Approve, or with --reject refuse, what a pipeline waits for."""
    name, path = _apart(arguments, _APPROVAL)
    pipeline = _load(name)
    answered = approval.answer(pipeline, path, approved=not arguments.reject, summary=arguments.summary)
    print(f"{pipeline.name}: {answered} {'rejected' if arguments.reject else 'approved'}")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    """Run the failed actions of the stage in which the latest execution failed again."""
    pipeline = _load(arguments.name)
    execution, stage = retry(pipeline, all_actions=arguments.all_actions)
    print(f"{pipeline.name}: {stage} of {execution} runs again")
    return 0


def _wait_for(pipeline: Pipeline, execution: str) -> int:
    try:
        wait(pipeline, execution, view.live())
    except KeyboardInterrupt:
        say(f"the pipeline goes on; `slipway pipeline wait {pipeline.name} {execution}` watches it again")
        raise
    print(f"{pipeline.name} {execution} Succeeded")
    return 0


def _load(name: str | None) -> Pipeline:
    target = Target.from_environment()
    return load(target, name, [] if name else _of_the_project(target))


def _of_the_project(target: Target) -> list[str]:
    """Return the names of the project's pipelines, as far as it is applied to the target."""
    if not (project := find_project(Path.cwd())):
        return []
    try:
        found = load_outputs(project)
    except SlipwayError:  # not applied to the local AWS
        return []
    if found.get("aws_endpoint_url") != target.endpoint_url:
        return []
    return [found[stack.pipeline] for stack in project.stacks if stack.pipeline]


def _apart(arguments: argparse.Namespace, pattern: re.Pattern[str]) -> tuple[str | None, str | None]:
    """Return the pipeline's name and what follows, also when what follows is there alone."""
    if arguments.name and arguments.of is None and pattern.fullmatch(arguments.name):
        return None, arguments.name
    return arguments.name, arguments.of


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not (name and value):  # CodePipeline takes no empty one
        raise argparse.ArgumentTypeError(f"{text!r} is no NAME=VALUE")
    return name, value
