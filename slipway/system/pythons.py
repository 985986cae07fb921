"""Finding Python interpreters."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from uv import find_uv_bin


def find(version: str) -> Path | None:
    """Return an interpreter that satisfies ``version`` (``3.13``, ``3.13.0``, ``>=3.11``), or None.

    uv looks on PATH and among those that it manages, and runs each to see that it works. pyenv puts commands
    on PATH that fail for versions that aren't switched on; its folders hold the real ones.
    """
    folders = [*_pyenv_folders(), Path(sys.base_prefix) / "bin"]
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *map(str, folders)])
    command = [find_uv_bin(), "python", "find", "--no-project", "--system", "--no-python-downloads", version]
    found = subprocess.run(command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


def _pyenv_folders() -> list[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    with suppress(PermissionError):  # another user's, as after `su` without `-`
        return sorted(pyenv.glob("versions/*/bin"))
    return []
