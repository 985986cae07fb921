"""The commands ``slipway local up | down | status | reset | snapshot``."""

import argparse
import json
from pathlib import Path
from typing import Any

from slipway.config.project import load_project
from slipway.console.arguments import add_command, port
from slipway.local import emulator, patches, snapshots
from slipway.local.emulator import Emulator


def add_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    """Add the commands to the command line."""
    parser = subparsers.add_parser("local", help="start and stop the local AWS")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    up = add_command(actions, "up", _up, "start the local AWS unless it is running")
    up.add_argument(
        "--port",
        type=port(0),
        default=emulator.DEFAULT_PORT,
        help="preferred port; a free one is used if it is in use (default: %(default)s)",
    )
    add_command(actions, "down", _down, "stop the local AWS and delete its data")
    status = add_command(actions, "status", _status, "show the local AWS; exits with 1 if it is not running")
    status.add_argument("--json", action="store_true", help="print one JSON object")
    add_command(actions, "reset", _reset, "restart the local AWS without its data, on the same port")
    _add_snapshot_parser(actions)
    patches.add_parser(actions)


def _add_snapshot_parser(subparsers: Any) -> None:  # noqa: ANN401 - argparse's class of it is private
    parser = subparsers.add_parser("snapshot", help="save the local AWS, and go back to what was saved")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    named = (
        ("save", _save, "save the running local AWS, with Terraform's states"),
        ("load", _load, "replace the local AWS with a snapshot"),
        ("delete", _delete, "delete a snapshot"),
    )
    for name, run, text in named:
        action = add_command(actions, name, run, text)
        action.add_argument("name", metavar="NAME", help="lower-case letters, digits, hyphens and underscores")
    add_command(actions, "list", _list, "list the snapshots")


def _up(arguments: argparse.Namespace) -> int:
    """Start an empty local AWS unless it is running, and print its URL, process id and log file."""
    print(_describe(emulator.up(_directory(), port=arguments.port)))
    return 0


def _down(_: argparse.Namespace) -> int:
    """Stop the local AWS and its functions, and delete its data. The snapshots stay."""
    emulator.down(_directory())
    print("the local AWS is down")
    return 0


def _status(arguments: argparse.Namespace) -> int:
    """Print the URL, the process id and the log file of the local AWS. Exits with 1 if it isn't running."""
    running = emulator.status(_directory())
    if arguments.json:
        print(json.dumps(_record(running), indent=2))
    else:
        print(_describe(running) if running else "the local AWS is not running")
    return 0 if running else 1


def _reset(_: argparse.Namespace) -> int:
    """Restart a running local AWS without its data, on the same port and with the same credentials."""
    print(_describe(emulator.reset(_directory())))
    return 0


def _save(arguments: argparse.Namespace) -> int:
    """Save the local AWS: resources, data, logs, functions' code, and Terraform's states. Replaces one of that name."""
    snapshot = snapshots.save(_directory(), arguments.name)
    print(f"{snapshot.name} is saved in {snapshot.folder}")
    return 0


def _load(arguments: argparse.Namespace) -> int:
    """Stop the local AWS, delete its data, and start it as it was when the snapshot was saved."""
    print(_describe(snapshots.load(_directory(), arguments.name)))
    return 0


def _list(_: argparse.Namespace) -> int:
    """Print name, time and size of each snapshot."""
    for snapshot in snapshots.find_all(_directory()):
        print(f"{snapshot.name:<20}  {snapshot.created_at}  {snapshot.size / 2**20:.1f} MB")
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    """Delete a snapshot."""
    snapshots.delete(_directory(), arguments.name)
    return 0


def _directory() -> Path:
    return load_project(Path.cwd()).local_directory


def _describe(running: Emulator) -> str:
    return (
        f"the local AWS is at {running.endpoint_url} (pid {running.pid}, since {running.started_at})\n"
        f"its log: {running.log_file}"
    )


def _record(running: Emulator | None) -> dict[str, Any]:
    if not running:
        return {"running": False}
    return {
        "running": True,
        "endpoint_url": running.endpoint_url,
        "port": running.port,
        "pid": running.pid,
        "started_at": running.started_at,
        "log_file": str(running.log_file),
        "iam_decisions_file": str(running.iam_decisions_file),
    }
