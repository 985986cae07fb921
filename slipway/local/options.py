"""The options of the commands that work on AWS and on the local AWS."""

import argparse

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.console.arguments import add_environment
from slipway.console.progress import say
from slipway.local import emulator
from slipway.local.target import selected_target


def add_target(parser: argparse.ArgumentParser) -> None:
    """Add ``--environment`` and ``--local`` to a command."""
    add_environment(parser)
    add_local(parser)


def add_local(parser: argparse.ArgumentParser) -> None:
    """Add ``--local`` to a command."""
    parser.add_argument("--local", action="store_true", help="use the local AWS, whatever the shell's variables select")


def target_of(project: Project | None, arguments: argparse.Namespace, *, is_named: bool = False) -> Target:
    """Return the target; on AWS, or with `is_named`, after a line on stderr that names it."""
    target = selected_target(project, local=arguments.local)
    if is_named or not target.is_local:
        say(target.describe())
    return target


def local_aws_of(project: Project, target: Target) -> emulator.Emulator | None:
    """Return the project's local AWS if it is the target."""
    running = emulator.status(project.local_directory) if target.is_local else None
    return running if running and running.endpoint_url == target.endpoint_url else None
