"""The command ``slipway new app``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.new.app import new_app


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class is private
    """Add ``new`` to the command line."""
    parser = subparsers.add_parser("new", help="add an app with its test and its Terraform")
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    app = kinds.add_parser("app", help="a function: folder, unit test, module block", description=_app.__doc__)
    app.add_argument("name", metavar="NAME", help="name of the folder in apps/, e.g. get-movie")
    app.add_argument("--route", metavar='"METHOD /path"', help="add this route to the stack's REST API")
    app.add_argument(
        "--stack", metavar="NAME", help="stack in slipway.toml; required if it has no function yet or several fit"
    )
    app.set_defaults(run=_app)


def _app(arguments: argparse.Namespace) -> int:
    """Write an app's folder, its unit test and its module block, and with --route the route in the stack's REST API."""
    project = load_project(Path.cwd())
    written = new_app(project, arguments.name, route=arguments.route, stack_name=arguments.stack)
    print("\n".join(f"wrote {file.relative_to(project.root)}" for file in written))
    print(
        "\nNext: write the handler and its test, add the actions that it calls to role.statements in the module block, "
        "then run `make lint test`. `make up` applies the stack and deploys the app on the local AWS."
    )
    return 0
