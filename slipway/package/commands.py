"""The command ``slipway package``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.console.output import print_line
from slipway.package.package import Artifact, package


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``package`` to the command line."""
    parser = subparsers.add_parser("package", help="build build/<app>.zip for the apps that have changed")
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/ (default: all)")
    parser.add_argument("--json", action="store_true", help="print one line of JSON per app")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    project = load_project(Path.cwd())
    package(project.root, arguments.apps, on_done=_print_json if arguments.json else _print_line)
    return 0


def _print_json(artifact: Artifact) -> None:
    print_line(json.dumps(asdict(artifact), default=str))


def _print_line(artifact: Artifact) -> None:
    state = "unchanged" if artifact.reused else "built"
    size = f"{artifact.size / 1024:,.1f} kB"
    print_line(f"{artifact.app:<24} {size:>12}  {artifact.code_sha256[:12]}  {state:<9}  {artifact.seconds:.2f} s")
    if artifact.left_out:
        paths = ", ".join(sorted(artifact.left_out))
        print_line(f"  left out: {paths} (`include` in apps/{artifact.app}/app.toml adds them)")
