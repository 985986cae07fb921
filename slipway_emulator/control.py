"""Reads the control file, which ``slipway/local/control.py`` writes and describes."""

import json
from pathlib import Path
from typing import Any

# Relative: the emulator's working directory is the folder of the local AWS.
_FILE = Path("control.json")
# Seconds that a Lambda action waits for its job's result:
# https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
LAMBDA_REPLY_TIMEOUT = 20 * 60


def repository(account: str, name: str) -> Path | None:
    """Return the path of an account's git repository ``owner/name``; None if it isn't registered."""
    path = _values(account).get("repositories", {}).get(name)
    return Path(path) if path else None


def lambda_reply_timeout(account: str, function: str) -> float:
    """Return the seconds that a Lambda action that invokes a function waits for its job's result."""
    return float(_values(account).get("lambda_reply_timeouts", {}).get(function, LAMBDA_REPLY_TIMEOUT))


def cloudwatch_clock_offset(account: str) -> float:
    """Return the seconds that an account's CloudWatch is ahead of this machine's clock."""
    return float(_values(account).get("cloudwatch_clock_offset", 0))


def debugger(account: str, function: str) -> dict[str, Any] | None:
    """Return how a function is debugged: ``owner``, ``port``, ``packages`` and ``files``; None if it isn't."""
    settings: dict[str, Any] | None = _values(account).get("debuggers", {}).get(function)
    return settings


def _values(account: str) -> dict[str, Any]:
    try:
        accounts: dict[str, dict[str, Any]] = json.loads(_FILE.read_bytes())
        return accounts.get(account, {})
    except FileNotFoundError:
        return {}
    except (ValueError, AttributeError) as error:
        raise ValueError(f"{_FILE.absolute()} is damaged: run `make down`, then `make up`") from error
