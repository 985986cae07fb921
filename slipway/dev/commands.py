"""The command ``slipway dev``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.app import load_apps
from slipway.config.project import Project, load_project
from slipway.console.output import has_colors
from slipway.errors import SlipwayError
from slipway.local import emulator
from slipway.local.emulator import Emulator
from slipway.local.target import selected_target
from slipway.system.signals import interrupt_on_termination


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``dev`` to the command line."""
    text = "deploy what is saved to the local AWS, and follow the logs"
    parser = subparsers.add_parser("dev", help=text, description=_dev.__doc__)
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/ to deploy (default: all)")
    parser.set_defaults(run=_dev)


def _dev(arguments: argparse.Namespace) -> int:
    """Deploy each saved app to the local AWS, and print the logs of all functions, until Ctrl-C.

    A saved file in libs/ deploys every app that includes it. A version that doesn't start, or fails its check.json,
    doesn't become live. A saved folder with a buildspec.yml starts the pipelines of the stacks with the files as they
    are. A changed stack is named; the key u applies it.

    Stack traces have the source lines of apps/ and libs/. A denied call has the statement that would allow it.
    """
    from slipway.dev.session import Session  # noqa: PLC0415 - watchfiles is only needed here

    project = load_project(Path.cwd())
    if arguments.apps:
        load_apps(project.root, arguments.apps)  # raises an error that lists the apps
    running = _running(project)
    session = Session(project, running, arguments.apps, is_colored=has_colors())
    with interrupt_on_termination():
        try:
            session.run()
        except KeyboardInterrupt:
            print("\nstopped watching; the local AWS still runs: `make down` ends it")
    return 0


def _running(project: Project) -> Emulator:
    """Return the project's local AWS.

    Raises:
        SlipwayError: it isn't running, or the shell's variables select another target.
    """
    target = selected_target(project)
    running = emulator.status(project.local_directory)
    if not running or running.endpoint_url != target.endpoint_url:
        where = target.endpoint_url or "AWS, which the shell's variables select"
        raise SlipwayError(
            f"`slipway dev` works on the project's local AWS only, not on {where}: "
            'start it with `make up`, and run `eval "$(make -s env)"`'
        )
    return running
