"""upstream.yml, step by step."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import repository
from github_actions import Runner, StepError

from .conftest import MACHINE, Origin

pytestmark = MACHINE

PATCHES = "tests/integration/slipway_emulator/patches"
GONE = f"{PATCHES}/functions/test_role_trust.py"
TESTS = (f"{PATCHES}/conftest.py", f"{PATCHES}/functions/test_reserved_concurrency.py", GONE)


@pytest.fixture
def machine(origin: Origin, offline_runner: Callable[[Path, dict[str, Any]], Runner]) -> Runner:
    """A machine at night, with a commit that has the tests of two patches, one of which finds no fault."""
    repository.copy_to(origin.directory, *TESTS)
    origin.replace(GONE, "(unpatched_aws, function, role):\n", "(unpatched_aws, function, role):\n    assert False\n")
    origin.commit("Add the tests of two patches")
    return offline_runner(origin.directory, {"event_name": "schedule", "ref": "refs/heads/main"})


def test_a_fault_that_is_gone_fails_the_run_and_names_the_patch(machine):
    with pytest.raises(StepError) as raised:
        machine.run("upstream.yml")

    assert machine.ran == ["upstream.yml/Faults of MiniStack"]
    assert re.search(r"1 failed, [1-9]\d* passed", str(raised.value))
    assert "the patch functions.role_trust may no longer be needed" in str(raised.value)
