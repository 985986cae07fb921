"""Finding Python interpreters."""

import os
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


@pytest.fixture
def pyenv(tmp_path, monkeypatch):
    """A pyenv with two versions, whose commands write to a file."""
    for folder in ("shims", "versions/3.99.9/bin", "versions/3.99.10/bin", "versions/3.9.18/bin"):
        (tmp_path / folder).mkdir(parents=True)
        command = tmp_path / folder / "python3"
        command.write_text(f"#!/bin/sh\necho {folder} >> {tmp_path}/calls\nexit 127\n")
        command.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}/shims{os.pathsep}/usr/bin{os.pathsep}/bin")
    return tmp_path


def test_the_versions_of_pyenv_are_searched_and_not_its_commands_on_path(pyenv):
    pythons.find("3.99")

    assert "shims" not in (pyenv / "calls").read_text().split()


def test_a_newer_version_of_pyenv_comes_first(pyenv):
    versions = [Path(folder).parent.name for folder in pythons._pyenv_folders()]
    assert versions == ["3.99.10", "3.99.9", "3.9.18"]
