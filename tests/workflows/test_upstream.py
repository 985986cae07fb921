"""upstream.yml, step by step."""

from pathlib import Path

import pytest
from github_actions import Runner, StepError

from .conftest import Origin

PATCHES = "tests/integration/slipway_emulator/patches"
KEPT = {f"{PATCHES}/conftest.py", f"{PATCHES}/functions/test_role_trust.py"}


def no_session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
    raise AssertionError(f"a job asks for {role_arn}")


@pytest.fixture
def machine(origin: Origin, tmp_path: Path) -> Runner:
    """A machine at night, with the tests of one patch."""
    for file in (origin.directory / "tests").glob("*/**/*.py"):
        if file.parent.name != "support" and str(file.relative_to(origin.directory)) not in KEPT:
            file.unlink()
    origin.commit("Keep the tests of one patch")
    (tmp_path / "machine").mkdir()
    github = {"event_name": "schedule", "ref": "refs/heads/main"}
    return Runner(origin.directory, tmp_path / "machine", github, {}, {}, no_session)


def test_a_fault_that_is_gone_fails_the_run(machine, origin):
    machine.run("upstream.yml")
    assert machine.ran == ["upstream.yml/Faults of MiniStack"]

    test = f"{PATCHES}/functions/test_role_trust.py"
    origin.replace(test, "(unpatched_aws, function, role):\n", "(unpatched_aws, function, role):\n    assert False\n")
    origin.commit("Let the fault be gone")
    with pytest.raises(StepError, match="patch functions.role_trust may no longer be needed"):
        machine.run("upstream.yml")
