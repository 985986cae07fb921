"""Reads the control file that ``slipway/local/control.py`` writes, whose docstring describes it."""

import json
from pathlib import Path
from typing import Any

# The emulator's process runs in the folder of the local AWS.
_FILE = Path("control.json")
# Seconds without a job's result after which a Lambda action fails:
# https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html
LAMBDA_REPLY_TIMEOUT = 20 * 60


def repository(account: str, name: str) -> Path | None:
    """Return the path of the git repository ``owner/name`` of an account; None if there is none."""
    path = _values(account).get("repositories", {}).get(name)
    return Path(path) if path else None


def lambda_reply_timeout(account: str) -> float:
    """Return the seconds after which a Lambda action without a result fails."""
    return float(_values(account).get("lambda_reply_timeout", LAMBDA_REPLY_TIMEOUT))


def _values(account: str) -> dict[str, Any]:
    try:
        accounts: dict[str, dict[str, Any]] = json.loads(_FILE.read_text())
    except FileNotFoundError:
        return {}
    return accounts.get(account, {})
