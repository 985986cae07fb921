"""What `make` would run, by its own `-n`."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from repository import ROOT
from uv import find_uv_bin


@pytest.mark.parametrize(
    ("tests", "needs_browser"),
    [
        ("", True),
        ("tests", True),
        ("tests/browser/apps", True),
        ("tests/e2e/iac/frontend", True),
        ("tests/unit tests/e2e", True),
        ("tests/plan", False),
        ("tests/unit/slipway tests/integration", False),
    ],
)
def test_only_tests_that_may_use_a_browser_have_it_set_up(tests, needs_browser):
    environment = {name: value for name, value in os.environ.items() if "MAKE" not in name}
    # As if what sets it up had changed.
    command = ["make", "-n", "-W", "tests/support/chromium.py", "test", f"TESTS={tests}"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert ("tests/support/chromium.py" in printed) == needs_browser


def test_no_other_test_starts_a_browser():
    imports = re.compile(r"^\s*(?:from|import) (?:browsing|chromium|playwright)\b", re.MULTILINE)
    users = {
        file.relative_to(ROOT / "tests").parts[0]
        for file in ROOT.glob("tests/*/**/*.py")
        if imports.search(file.read_text())
    }
    assert users == {"browser", "e2e", "support"}


def test_the_lists_of_requirements_are_complete():
    """`make` installs each without the dependencies of its packages."""
    command = [find_uv_bin(), "pip", "check", "--python", sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("makefile", ["Makefile", "slipway/new/template/project/Makefile"])
def test_python_is_searched_once(makefile, tmp_path):
    """A shim of pyenv takes half a CPU second."""
    shutil.copy(ROOT / makefile, tmp_path / "Makefile")
    for name in ("requirements.in", "requirements.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    for name in ("python3", "python3.13"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$0" >> {tmp_path}/calls\nexec {sys.executable} "$@"\n')
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    printed = subprocess.run(
        ["make", "-n", "outputs"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    ).stdout

    assert printed.count('"python3') > 1
    assert len((tmp_path / "calls").read_text().splitlines()) == 1
