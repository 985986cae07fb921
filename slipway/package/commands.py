"""The command ``slipway package``."""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slipway.config.app import LAYERS, load_apps, load_layers
from slipway.config.project import load_project
from slipway.console.arguments import add_command
from slipway.console.output import print_line
from slipway.package import explain
from slipway.package.package import Artifact, package, package_layers


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add ``package`` to the command line."""
    text = "build build/<app>.zip for the apps and layers that have changed"
    parser = add_command(subparsers, "package", _package, text)
    help_ = f"a folder of apps/, or {LAYERS}/NAME, a folder of {LAYERS}/ (default: all)"
    parser.add_argument("apps", nargs="*", metavar="APP", help=help_)
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one line of JSON per app")
    help_ = "print what is in each zip, and what its imports cost at a cold start"
    output.add_argument("--explain", action="store_true", help=help_)


def _package(arguments: argparse.Namespace) -> int:
    """Build build/<app>.zip and build/layers/<layer>.zip, with the same bytes on every machine.

    One whose sources, libs, locked requirements and settings are unchanged is kept.
    """
    project = load_project(Path.cwd())
    on_done = _print_json if arguments.json else _print_line
    layers, apps = _split(arguments.apps)
    built: list[Artifact] = []
    if apps or not layers:
        built += package(project.root, apps, on_done)
    if layers or not apps:
        built += package_layers(project.root, layers or None, on_done)
    if arguments.explain:
        _explain(project.root, sorted(built, key=lambda artifact: artifact.label))
    return 0


def _explain(root: Path, built: Sequence[Artifact]) -> None:
    for artifact in built:
        folder, _, name = artifact.label.partition("/")
        load: Callable[..., Any] = load_layers if folder == LAYERS else load_apps
        (app,) = load(root, [name])
        print_line("")
        for line in explain.lines(app, artifact):
            print_line(line)


def _split(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the names of layers, which have the prefix ``layers/``, without it, and those of apps."""
    prefix = f"{LAYERS}/"
    layers = [name.removeprefix(prefix) for name in names if name.startswith(prefix)]
    return layers, [name for name in names if not name.startswith(prefix)]


def _print_json(artifact: Artifact) -> None:
    print_line(json.dumps(asdict(artifact), default=str))


def _print_line(artifact: Artifact) -> None:
    state = "unchanged" if artifact.reused else "built"
    size = f"{artifact.size / 1024:,.1f} kB"
    print_line(f"{artifact.app:<24} {size:>12}  {artifact.code_sha256[:12]}  {state:<9}  {artifact.seconds:.2f} s")
    if artifact.left_out:
        paths = ", ".join(sorted(artifact.left_out))
        print_line(f"  left out: {paths} (`include` in {artifact.label}/app.toml adds them)")
