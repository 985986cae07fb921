"""The command ``slipway deploy``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway import config
from slipway.deploy import Deployment, deploy
from slipway.target import Target


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``deploy`` to the command line."""
    parser = subparsers.add_parser("deploy", help="bring the apps' code to their functions' alias live")
    parser.add_argument("apps", nargs="*", metavar="APP", help="a folder of apps/; all of them without one")
    parser.add_argument("--environment", help="prefix of the functions' names; slipway.toml's without it")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line, one line an app")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    project = config.load(Path.cwd())
    deploy(
        project.root,
        Target.from_environment(),
        arguments.apps,
        environment=arguments.environment or project.environment,
        on_done=_print_json if arguments.json else _print_line,
    )
    return 0


def _print_json(deployment: Deployment) -> None:
    print(json.dumps(asdict(deployment)), flush=True)


def _print_line(deployment: Deployment) -> None:
    state = "deployed" if deployment.changed else "unchanged"
    print(
        f"{deployment.function:<28} version {deployment.version:<4} {deployment.size / 1024:>10,.1f} kB  "
        f"{deployment.code_sha256[:12]}  {state:<9}  {deployment.seconds:.2f} s",
        flush=True,
    )
