"""The commands ``slipway pipeline start | wait | status | logs | approve | retry | import``."""

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
from slipway.console.arguments import add_command, name_and_value
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.local.options import add_local, target_of
from slipway.local.target import selected_target
from slipway.pipeline import approval, executions, logs, view
from slipway.pipeline.declaration import Pipeline, load
from slipway.pipeline.follow import follow
from slipway.pipeline.importing import import_pipeline
from slipway.pipeline.retry import retry
from slipway.pipeline.start import start
from slipway.pipeline.status import lines, status

_EXECUTION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # a UUID; no pipeline has such a name
_APPROVAL = re.compile(r".+/.+")  # a pipeline's name has no slash


def add_parser(subparsers: Any) -> Any:  # noqa: ANN401 - argparse's class of both is private
    """Add the commands to the command line, and return their subparsers."""
    text = "start, watch, approve, retry and import pipelines, and read their logs"
    actions = subparsers.add_parser("pipeline", help=text).add_subparsers(metavar="ACTION", required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        parser = add_command(actions, name, run, text)
        parser.add_argument(
            "name",
            nargs="?",
            metavar="NAME",
            help="pipeline or, on the local AWS, its stack (default: the only one of the project or account)",
        )
        parser.set_defaults(detail=None)
        add_local(parser)
        return parser

    parser = add("start", _start, "start an execution and print its id")
    parser.add_argument("--variable", type=_pair, action="append", metavar="NAME=VALUE", help="repeatable")
    parser.add_argument("--revision", type=_pair, action="append", metavar="SOURCE=REVISION", help="repeatable")
    parser.add_argument("--wait", action="store_true", help="wait until it ends, as `slipway pipeline wait` does")
    add("wait", _wait, "watch an execution until it ends; exits with 1 unless it succeeds").add_argument(
        "detail", nargs="?", metavar="EXECUTION", help="(default: the latest)"
    )
    add("status", _status, "show stages, actions, revisions and the latest executions").add_argument(
        "--json", action="store_true", help="print one JSON object"
    )
    parser = add("logs", _logs, "print the logs of an execution's builds and functions")
    parser.add_argument("detail", nargs="?", metavar="EXECUTION", help="(default: the latest)")
    parser.add_argument("--action", metavar="ACTION", help="ACTION or STAGE/ACTION (default: all)")
    parser = add("approve", _approve, "approve or reject a pending manual approval")
    parser.add_argument("detail", nargs="?", metavar="STAGE/ACTION", help="(default: the only pending one)")
    parser.add_argument("--reject", action="store_true", help="reject, which fails the action")
    parser.add_argument("--summary", default="", metavar="TEXT", help="shown with the action")
    add("retry", _retry, "run the failed stage of the latest execution again").add_argument(
        "--all-actions", action="store_true", help="also run the stage's actions that succeeded"
    )
    text = "create a pipeline on the local AWS from the JSON of a real one"
    parser = add_command(actions, "import", _import, text)
    parser.add_argument("file", type=Path, metavar="FILE", help="output of `aws codepipeline get-pipeline --name NAME`")
    return actions


def _start(arguments: argparse.Namespace) -> int:
    """Start an execution and print its id. Sources without --revision are read at their newest revision."""
    pipeline = _load(arguments.name, arguments)
    execution = start(pipeline, dict(arguments.variable or ()), dict(arguments.revision or ()))
    print(execution, flush=True)
    return _wait_for(pipeline, execution) if arguments.wait else 0


def _wait(arguments: argparse.Namespace) -> int:
    """Watch an execution until it ends. Exits with 0 if it succeeded, else with 1 and the failed action and reason.

    The last lines of a failed build's log are printed before. Ctrl-C stops watching; the execution continues.
    """
    name, execution = _split(arguments, _EXECUTION)
    pipeline = _load(name, arguments)
    return _wait_for(pipeline, execution or executions.latest_id(pipeline))


def _status(arguments: argparse.Namespace) -> int:
    """Show stages, actions, revisions and the latest executions."""
    result = status(_load(arguments.name, arguments))
    print(json.dumps(asdict(result), indent=2) if arguments.json else "\n".join(lines(result)))
    return 0


def _logs(arguments: argparse.Namespace) -> int:
    """Print the logs of an execution's builds and functions, oldest first: UTC time, Stage/Action, text."""
    name, execution_id = _split(arguments, _EXECUTION)
    pipeline = _load(name, arguments)
    execution = executions.read(pipeline, execution_id or executions.latest_id(pipeline))
    is_empty = True
    for line in logs.lines(pipeline, execution, arguments.action):
        is_empty = False
        print(line)
    if is_empty:
        say("nothing is logged yet")
    return 0


def _approve(arguments: argparse.Namespace) -> int:
    """Approve, or with --reject reject, a pending manual approval of a pipeline."""
    name, path = _split(arguments, _APPROVAL)
    pipeline = _load(name, arguments)
    answered = approval.answer(pipeline, path, approved=not arguments.reject, summary=arguments.summary)
    print(f"{pipeline.name}: {answered} {'rejected' if arguments.reject else 'approved'}")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    """Retry the failed actions of the stage in which the latest execution failed."""
    pipeline = _load(arguments.name, arguments)
    execution, stage = retry(pipeline, all_actions=arguments.all_actions)
    print(f"{pipeline.name}: {stage} of {execution} runs again")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    """Create, or update, a pipeline on the local AWS from the JSON of a real one, and print its name.

    ARNs in the pipeline's own account and region become local ones. The error names everything that the local AWS
    doesn't support. The pipeline's role, projects, functions and buckets must exist.
    """
    print(import_pipeline(selected_target(find_project(Path.cwd())), arguments.file))
    return 0


def _wait_for(pipeline: Pipeline, execution: str) -> int:
    follow(pipeline, execution, view.live(pipeline), say)
    print(f"{pipeline.name} {execution} Succeeded")
    return 0


def _load(name: str | None, arguments: argparse.Namespace) -> Pipeline:
    target = target_of(find_project(Path.cwd()), arguments)
    pipelines = _project_pipelines(target)
    return load(target, pipelines.get(name, name) if name else None, list(pipelines.values()))


def _project_pipelines(target: Target) -> dict[str, str]:
    """Return the names of the project's pipelines by stack; empty if the project isn't applied to the target."""
    if not (project := find_project(Path.cwd())):
        return {}
    try:
        outputs = load_outputs(project)
    except SlipwayError:  # not applied to the local AWS
        return {}
    if outputs.get("aws_endpoint_url") != target.endpoint_url:
        return {}
    return {stack.name: outputs[stack.pipeline] for stack in project.stacks if stack.pipeline in outputs}


def _split(arguments: argparse.Namespace, pattern: re.Pattern[str]) -> tuple[str | None, str | None]:
    """Return the pipeline's name and the execution or action; a single argument may be either."""
    if arguments.name and arguments.detail is None and pattern.fullmatch(arguments.name):
        return None, arguments.name
    return arguments.name, arguments.detail


def _pair(text: str) -> tuple[str, str]:
    name, value = name_and_value(text)
    if not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE: CodePipeline accepts no empty values")
    return name, value
