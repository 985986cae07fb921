"""Finding Python interpreters."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from uv import find_uv_bin


def find(version: str) -> Path | None:
    """Return an interpreter of a version, e.g. ``3.13``, ``3.13.0`` or ``>=3.11``; None if there is none.

    uv searches PATH and the interpreters that it manages, and runs each one to check it. Pyenv's commands on PATH take
    0.1 CPU seconds to fail for a version that isn't activated, so its own folders are searched in place of them.
    """
    folders, shims = _pyenv_folders(), str(_pyenv() / "shims")
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    searched = [each for part in parts for each in (folders if folders and part == shims else [part])]
    path = os.pathsep.join([*searched, *folders, str(Path(sys.base_prefix) / "bin")])
    command = [find_uv_bin(), "python", "find", "--no-project", "--system", "--no-python-downloads", version]
    result = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    return Path(result.stdout.strip()) if result.returncode == 0 else None


def _pyenv() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def _pyenv_folders() -> list[str]:
    """Return the folders of the versions, newest first."""
    with suppress(PermissionError):  # HOME is another user's, as after `su` without `-`
        return list(map(str, sorted(_pyenv().glob("versions/*/bin"), key=_version, reverse=True)))
    return []


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]
