"""Which Python is found, whatever the machine has."""

import subprocess
import sys
from pathlib import Path

import pytest

from slipway.system import pythons


@pytest.fixture
def unreadable_pyenv(tmp_path, monkeypatch):
    """pyenv's folder is another user's; root could read any."""
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    def refuse(path, _):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "glob", refuse)


def test_a_pyenv_that_cannot_be_read_is_left_out(unreadable_pyenv):
    found = pythons.find(f"{sys.version_info.major}.{sys.version_info.minor}")

    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    assert version.startswith(f"Python {sys.version_info.major}.{sys.version_info.minor}.")
