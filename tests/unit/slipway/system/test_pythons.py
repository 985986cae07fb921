"""Finding Python interpreters."""

import subprocess
import sys
from pathlib import Path

import pytest

from slipway.system import pythons


@pytest.fixture
def unreadable_pyenv(tmp_path, monkeypatch):
    """pyenv's folder can't be read, as if it belonged to another user."""
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    glob = Path.glob

    def refuse(path, pattern):
        if tmp_path in (path, *path.parents):
            raise PermissionError(13, "Permission denied", str(path))
        return glob(path, pattern)

    monkeypatch.setattr(Path, "glob", refuse)


def test_a_pyenv_that_cannot_be_read_is_ignored(unreadable_pyenv):
    python = pythons.find(f"{sys.version_info.major}.{sys.version_info.minor}")

    version = subprocess.run([python, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith(f"Python {sys.version_info.major}.{sys.version_info.minor}.")
