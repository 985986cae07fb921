"""The control file, which configures a running local AWS.

``control.json`` in the folder of the local AWS holds, for each account::

    {
        "123456789012": {
            "repositories": {"example/slipway": "/home/me/slipway"},
            "lambda_reply_timeouts": {"dev-invalidate-cache": 3.0},
            "cloudwatch_clock_offset": 300.0,
            "debuggers": {
                "dev-get-movie": {"owner": 71, "port": 5678, "packages": "/home/me/…", "files": {"get_movie.py": "…"}}
            }
        }
    }

The local AWS reads it each time it needs a value (``slipway_emulator/control.py``), so a change has effect immediately.
Everything else goes through the AWS API.
"""

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.config.record import read_record
from slipway.errors import SlipwayError
from slipway.system.files import replace_content
from slipway.system.process import is_running

DEBUG_PORT = 5678
"""Of `set_debugger` by default, as in debugpy's and Visual Studio Code's examples."""

_FILE = "control.json"


def register_repository(directory: Path, account: str, name: str, path: Path) -> None:
    """Register a git repository on this machine for the connections of an account.

    Args:
        directory: directory of the local AWS.
        account: e.g. ``123456789012``.
        name: the repository's name in source actions, e.g. ``example/slipway``.
        path: path of the repository.
    """
    with _locked(directory, account) as values:
        values.setdefault("repositories", {})[name] = str(path.resolve())


def find_repository(directory: Path, account: str, name: str) -> Path | None:
    """Return the path of a registered repository; None if it isn't registered."""
    path = _read(directory).get(account, {}).get("repositories", {}).get(name)
    return Path(path) if path else None


def set_lambda_reply_timeout(directory: Path, account: str, function: str, seconds: float | None) -> None:
    """Set the time that a Lambda action of a pipeline waits for the result of its job.

    Args:
        directory: directory of the local AWS.
        account: account of the pipeline and the function.
        function: name of the function that the action invokes.
        seconds: greater than 0; None restores AWS's 20 minutes.
    """
    with _locked(directory, account) as values:
        timeouts = values.setdefault("lambda_reply_timeouts", {})
        timeouts.pop(function, None)
        if seconds is not None:
            timeouts[function] = seconds


def advance_cloudwatch_clock(directory: Path, account: str, seconds: float) -> float:
    """Advance the clock of an account's CloudWatch: new data is dated by it, and alarms evaluate every minute of it.

    Args:
        directory: directory of the local AWS.
        account: account of the metrics and alarms.
        seconds: 0 or more. The clock never goes back.

    Returns:
        How many seconds the clock is ahead of this machine's.
    """
    with _locked(directory, account) as values:
        offset: float = values.get("cloudwatch_clock_offset", 0) + seconds
        values["cloudwatch_clock_offset"] = offset
    return offset


def set_debugger(directory: Path, account: str, function: str, settings: Mapping[str, Any]) -> None:
    """Let the processes of a Python function listen for a debugger from their next invocation on.

    Args:
        directory: directory of the local AWS.
        account: account of the function.
        function: its name.
        settings: ``owner``, the pid of the process with whose end this ends too; ``port`` on 127.0.0.1; ``packages``, a
            folder with debugpy; ``files``, the name of a file in the function's zip -> its path on this machine.

    Raises:
        SlipwayError: another running process debugs the function.
    """
    with _locked(directory, account) as values:
        debuggers = values.setdefault("debuggers", {})
        other = debuggers.get(function, settings)
        if other["owner"] != settings["owner"] and is_running(other["owner"]):
            raise SlipwayError(
                f"{function} is debugged by process {other['owner']} on port {other['port']}: end it first"
            )
        debuggers[function] = settings


def end_debugger(directory: Path, account: str, function: str, owner: int) -> None:
    """Let the processes of a function run without a debugger, unless another process than ``owner`` debugs it."""
    with _locked(directory, account) as values:
        debuggers = values.setdefault("debuggers", {})
        if debuggers.get(function, {}).get("owner") == owner:
            del debuggers[function]


@contextmanager
def _locked(directory: Path, account: str) -> Iterator[dict[str, Any]]:
    """Yield an account's values and write them back, under a lock."""
    with (directory / f"{_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        accounts = _read(directory)
        yield accounts.setdefault(account, {})
        replace_content(directory / _FILE, json.dumps(accounts, indent=2))


def _read(directory: Path) -> dict[str, dict[str, Any]]:
    return read_record(directory / _FILE, "run `make down`, then `make up`")
