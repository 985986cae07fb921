"""The command ``slipway dev``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.app import load_apps
from slipway.config.project import Project, load_project
from slipway.console.arguments import add_command, port
from slipway.console.output import has_colors
from slipway.errors import SlipwayError
from slipway.local import emulator
from slipway.local.control import DEBUG_PORT
from slipway.local.emulator import Emulator
from slipway.local.target import selected_target
from slipway.system.signals import interrupt_on_termination


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``dev`` to the command line."""
    text = "deploy what is saved to the local AWS, and follow the logs"
    parser = add_command(subparsers, "dev", _dev, text)
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/ to deploy (default: all)")
    parser.add_argument("--debug", metavar="APP", help="let the requests of this app's function wait for a debugger")
    parser.add_argument(
        "--debug-port",
        type=port(1),
        default=DEBUG_PORT,
        metavar="PORT",
        help=f"port on 127.0.0.1 (default: {DEBUG_PORT})",
    )


def _dev(arguments: argparse.Namespace) -> int:
    """Deploy each saved app to the local AWS, and print the logs of all functions, until Ctrl-C.

    A saved file in libs/ deploys every app that includes it. A version that doesn't start, or fails its check.json,
    doesn't become live. A saved folder with a buildspec.yml starts the pipelines of the stacks with the files as they
    are. A changed stack is named; the key u applies it.

    It also watches the libs that Slipway is installed with, and files in other folders that a stack reads with file()
    or templatefile(). A change of layers/ names the stacks whose functions have the layer, and u packages it too. After
    one of slipway.toml, start it again.

    Stack traces have the source lines of apps/ and libs/. A denied call has the statement that would allow it.

    With --debug, each request of the function waits until a debugger has attached to the port, by the Debug Adapter
    Protocol. Breakpoints in the files of apps/ and libs/ and `breakpoint()` stop the function, and it has no timeout.
    """
    from slipway.dev.session import Session  # noqa: PLC0415 - watchfiles is only needed here

    project = load_project(Path.cwd())
    named = [*arguments.apps, *filter(None, [arguments.debug])]
    if named:
        load_apps(project.root, named)  # raises an error that lists the apps
    running = _running(project)
    debug = (arguments.debug, arguments.debug_port) if arguments.debug else None
    session = Session(project, running, arguments.apps, is_colored=has_colors(), debug=debug)
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
