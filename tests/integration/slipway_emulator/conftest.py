"""Python code that runs in a new process, with the packages of the local AWS."""

import os
import subprocess

import pytest
from repository import ROOT

from slipway.harness import run
from slipway.local import environments


@pytest.fixture
def run_in_emulator(pytestconfig, tmp_path):
    """``run_in_emulator(source, *arguments)`` runs Python code with the packages of the local AWS."""
    python = environments.emulator_python(run.directory(pytestconfig).parent / "environments")

    def run_in_emulator(source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        command = [python, "-P", "-c", source, *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    return run_in_emulator
