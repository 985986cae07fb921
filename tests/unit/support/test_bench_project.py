"""The project that `make bench` measures with."""

import importlib.util
import subprocess

import pytest
from repository import ROOT

from slipway.terraform import binary


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    found = importlib.util.spec_from_file_location("bench_project", ROOT / "tests" / "bench" / "project.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    root = tmp_path_factory.mktemp("bench")
    module.make(root)
    return root


@pytest.mark.parametrize("stack", ["applied", "deployed"])
def test_its_stacks_find_their_modules(project, stack):
    command = [str(binary.find(ROOT)), "get", "-no-color"]
    environment = {"CHECKPOINT_DISABLE": "1", "HOME": str(project)}
    done = subprocess.run(
        command, cwd=project / "iac" / stack, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
