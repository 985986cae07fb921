"""The commands ``slipway pipeline up | down``, beside those of `slipway.pipeline.commands`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.ci.infrastructure import Environment
from slipway.config.project import Project, load_project
from slipway.console import question
from slipway.console.arguments import add_command
from slipway.console.output import print_table
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.launch import environments, local, selection
from slipway.pipeline import commands


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    actions = commands.add_parser(subparsers)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str, yes: str) -> None:
        parser = add_command(actions, name, run, text)
        parser.add_argument(
            "stack",
            nargs="?",
            metavar="STACK",
            help="name of a stack in slipway.toml (default: the only one with a pipeline that `slipway up` applies)",
        )
        parser.add_argument(
            "--environment",
            metavar="NAME",
            help="environment of environments/NAME.tfvars, with the shell's credentials (default: the local AWS)",
        )
        parser.add_argument("--yes", action="store_true", help=yes)

    text = "with --environment, apply the plans without asking"
    data = "otherwise, remove what `slipway up` has applied of a delivered stack, also if its tables have your items"
    tables = "otherwise, remove tables also if they have your items"
    add(
        "up",
        _up,
        "apply a stack with a pipeline and what it needs, and follow the pipeline to its end",
        f"{text}; {data}",
    )
    add("down", _down, "remove a stack with a pipeline, and what only it needs", f"{text}; {tables}")


def _up(arguments: argparse.Namespace) -> int:
    """Apply a stack with a pipeline and the stacks that it needs, deploy their functions, and follow the execution.

    The pipeline itself applies the stacks that it delivers; `slipway up` leaves these out then. What it has applied of
    them is removed before, unless their tables have other items than the example items: --yes removes these too.

    Starts the local AWS unless it is running. With --environment it shows the plans of that environment and asks, then
    applies them to the account of the shell's credentials. Prints the stacks' outputs, such as URLs. Exits with 1 if
    the execution fails, after the last lines of the failed action's log. Ctrl-C stops the watching only.
    """
    project = load_project(Path.cwd())
    stacks = selection.needed(project, selection.pipeline_stack(project, arguments.stack))
    if not arguments.environment:
        outputs: dict[str, Any] | None = local.up(project, stacks, may_delete_data=arguments.yes)
    else:
        environment = _environment(arguments)
        outputs = environments.up(project, stacks, environment, _question("Apply", arguments, environment))
    if outputs is None:
        raise SlipwayError("nothing was applied")
    print_table(outputs)
    return 0


def _down(arguments: argparse.Namespace) -> int:
    """Remove a stack with a pipeline, what it delivers and the stacks that only it needs, with their resources.

    Prints what it removes. Removes nothing if a resource has deletion protection, or if a table on the local AWS has
    other items than the example items: --yes removes these too. With --environment it shows the plans
    of that environment and asks, then applies them to the account of the shell's credentials.
    """
    project = load_project(Path.cwd())
    stack = selection.pipeline_stack(project, arguments.stack)
    stacks, kept = selection.removable(project, stack)
    for name, user in kept.items():
        say(f"{_directory(project, name)} stays, because {_directory(project, user)} uses it")
    if not arguments.environment:
        local.down(project, stacks, may_delete_data=arguments.yes)
        return 0
    environment = _environment(arguments)
    if not environments.down(project, stacks, environment, _question("Remove", arguments, environment)):
        say("nothing was removed")
    return 0


def _directory(project: Project, name: str) -> str:
    return next(stack.directory for stack in project.stacks if stack.name == name)


def _environment(arguments: argparse.Namespace) -> Environment:
    return Environment(Target.from_environment(), arguments.environment)


def _question(verb: str, arguments: argparse.Namespace, environment: Environment) -> Callable[[str], bool]:
    def confirm(plans: str) -> bool:
        account = environment.target.client("sts").get_caller_identity()["Account"]
        where = f"account {account}, region {environment.target.region}"
        return question.confirm(plans, f"{verb} this in {where}", yes=arguments.yes, to="apply these plans")

    return confirm
