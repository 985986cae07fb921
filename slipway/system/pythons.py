"""Finding Python interpreters."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from uv import find_uv_bin


def find(version: str) -> Path | None:
    """Return an interpreter of a version, e.g. ``3.13``, ``3.13.0`` or ``>=3.11``; None if there is none.

    uv searches PATH and the interpreters that it manages, and runs each one to check it. pyenv's commands on PATH fail
    for versions that aren't activated, so its own folders are searched too.
    """
    folders = [*_pyenv_folders(), Path(sys.base_prefix) / "bin"]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, folders)])
    command = [find_uv_bin(), "python", "find", "--no-project", "--system", "--no-python-downloads", version]
    result = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    return Path(result.stdout.strip()) if result.returncode == 0 else None


def _pyenv_folders() -> list[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    with suppress(PermissionError):  # HOME is another user's, as after `su` without `-`
        return sorted(pyenv.glob("versions/*/bin"))
    return []
