"""The command ``slipway init``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.console.arguments import add_command
from slipway.new import source
from slipway.new.project import new_project


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class is private
    """Add ``init`` to the command line."""
    parser = add_command(subparsers, "init", _init, "write a project that uses Slipway")
    parser.add_argument("directory", metavar="DIRECTORY", type=Path, help="an empty or a new folder, e.g. my-system")
    parser.add_argument("--region", default="eu-central-1", help="AWS region (default: %(default)s)")
    parser.add_argument(
        "--source",
        metavar="URL|PATH",
        help="git repository of Slipway, or a folder with a clone (default: where this slipway was installed from)",
    )


def _init(arguments: argparse.Namespace) -> int:
    """Write a small project: one stack with an API, one function, tests, workflows and a Makefile.

    Its modules, its workflows and the tool come from the release of Slipway that writes it.
    """
    source.check_tag(source.find(arguments.source))
    written = new_project(arguments.directory, source=arguments.source, region=arguments.region)
    print(f"wrote {len(written.new)} files to {arguments.directory}")
    print(f"\nNext: cd {arguments.directory} && make up")
    return 0
