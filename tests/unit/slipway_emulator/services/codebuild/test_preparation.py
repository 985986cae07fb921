"""The folders that a build starts with."""

import subprocess
from types import SimpleNamespace

from slipway_emulator.services.codebuild.preparation import create_folders


def test_pip_of_a_build_runs_in_a_folder_with_any_name(tmp_path):
    folder = tmp_path / """a $HOME "b" it's `c` #1 50%25"""
    folder.mkdir()
    commands = create_folders(SimpleNamespace(folder=folder))
    python = commands / "python"
    python.unlink()
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)

    for name in ("pip", "pip3"):
        output = subprocess.check_output([commands / name, "install", "a b"], text=True)
        assert output == "-m pip install a b\n"
