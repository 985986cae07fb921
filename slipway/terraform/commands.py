"""The command ``slipway lint``."""

import argparse
from pathlib import Path
from typing import Any

from slipway.console.arguments import add_command
from slipway.console.output import print_line
from slipway.errors import SlipwayError
from slipway.terraform.object_keys import unknown_keys


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``lint`` to the command line."""
    parser = add_command(subparsers, "lint", _run, "find misspelled keys in calls of Terraform modules")
    parser.add_argument("folders", nargs="*", metavar="FOLDER", type=Path, help="a folder (default: the current one)")


def _run(arguments: argparse.Namespace) -> int:
    """Find keys in calls of Terraform modules that the variable's type doesn't have. Terraform ignores them.

    Literal objects are compared, also those in maps and lists, for modules at a relative path and those that
    `terraform init` has downloaded.
    """
    folders = arguments.folders or [Path()]
    if missing := [folder for folder in folders if not folder.is_dir()]:
        raise SlipwayError(f"{missing[0]} isn't a folder")
    found = [key for folder in folders for key in unknown_keys(folder)]
    for key in found:
        print_line(str(key))
    return 1 if found else 0
