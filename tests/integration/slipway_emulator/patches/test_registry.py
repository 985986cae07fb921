"""The registry names the targets that the patches change in MiniStack, and no others."""

import json
import subprocess
from pathlib import Path

import pytest
from repository import ROOT

from slipway.harness import run
from slipway.local import environments
from slipway_emulator.patches.registry import PATCHES


@pytest.fixture(scope="module")
def changed_targets(pytestconfig, tmp_path_factory, once_per_run):
    """The targets of each patch by their kind, which the first worker finds in 3 CPU seconds."""
    folder = tmp_path_factory.mktemp("changed")
    return once_per_run("the targets that patches change", lambda: find_changed_targets(pytestconfig, folder))


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


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.name)
def test_a_patch_changes_exactly_its_targets(changed_targets, patch):
    assert changed_targets[patch.name] == {
        "wraps": list(patch.wraps),
        "replaces": list(patch.replaces),
        "extends": list(patch.extends),
    }
