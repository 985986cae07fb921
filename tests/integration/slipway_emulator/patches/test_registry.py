"""The registry names the targets that the patches change in MiniStack, and no others."""

import json
import subprocess
from pathlib import Path

from repository import ROOT

from slipway.harness import run
from slipway.local import environments
from slipway_emulator.patches.registry import PATCHES


def test_the_patches_change_exactly_their_targets(pytestconfig, tmp_path):
    listed = {
        patch.name: {"wraps": list(patch.wraps), "replaces": list(patch.replaces), "extends": list(patch.extends)}
        for patch in PATCHES
    }
    assert find_changed_targets(pytestconfig, tmp_path) == listed


def find_changed_targets(pytestconfig, folder):
    python = environments.emulator_python(run.directory(pytestconfig).parent / "environments")
    script = Path(__file__).with_name("changed_targets.py")
    result = subprocess.run(
        [python, script],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
