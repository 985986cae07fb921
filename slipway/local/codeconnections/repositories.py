"""The git repositories of this machine that connections lead to, account by account."""

import fcntl
import json
from pathlib import Path

_FILE = "repositories.json"


def register(emulator_directory: Path, account: str, name: str, path: Path) -> None:
    """Let the connections of an account lead to a git repository; a running local AWS takes notice at once.

    Args:
        emulator_directory: of the local AWS.
        account: e.g. ``123456789012``.
        name: what actions call it, e.g. ``example/slipway``.
        path: of the repository.
    """
    file = emulator_directory / _FILE
    with (emulator_directory / f"{_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _read(file)
        known.setdefault(account, {})[name] = str(path.resolve())
        part = emulator_directory / f"{_FILE}.part"
        part.write_text(json.dumps(known, indent=2))
        part.replace(file)


def find(account: str, name: str, emulator_directory: Path | None = None) -> Path | None:
    """Return where a repository is, None if the account has none of that name.

    ``emulator_directory`` is by default the working directory, as it is inside the emulator's process.
    """
    found = _read((emulator_directory or Path.cwd()) / _FILE).get(account, {}).get(name)
    return Path(found) if found else None


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        known: dict[str, dict[str, str]] = json.loads(file.read_text())
    except FileNotFoundError:
        return {}
    return known
