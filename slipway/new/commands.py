"""The command ``slipway new app``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.new import new_app


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``new`` to the command line."""
    parser = subparsers.add_parser("new", help="add an app, with its test and its Terraform")
    kinds = parser.add_subparsers(metavar="KIND", required=True)
    app = kinds.add_parser("app", help="a function: folder, unit test, module block", description=_app.__doc__)
    app.add_argument("name", metavar="NAME", help="the folder of apps/, e.g. get-movie")
    app.add_argument("--route", metavar='"METHOD /path"', help="also its method in the stack's REST API")
    app.add_argument(
        "--stack", metavar="NAME", help="of slipway.toml; needed for its first function, and where several have some"
    )
    app.set_defaults(run=_app)


def _app(arguments: argparse.Namespace) -> int:
    """Write an app's folder, its unit test and its module block; with a route its method, path and fingerprint too."""
    project = load_project(Path.cwd())
    written = new_app(project, arguments.name, route=arguments.route, stack_name=arguments.stack)
    print("\n".join(f"wrote {file.relative_to(project.root)}" for file in written))
    print(
        "\nNext: write the handler and its test, grant what it calls in the module block (role.policy), then "
        "`make lint test`; `make up` applies the stack and deploys it on the local AWS."
    )
    return 0
