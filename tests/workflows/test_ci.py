"""ci.yml, step by step, on a machine without credentials."""

from pathlib import Path

import pytest
from github_actions import Runner, StepError

from .conftest import Origin

LINTED = {"ci.yml/lint": "success"}  # it installs for a minute what `make lint` has installed here
PLAN_TEST = """
def test_an_environment_has_two_roles(tf):
    variables = {"github_subject_prefixes": ["repo:example/movies"], "budget": {"emails": ["owner@example.com"]}}
    assert tf("iac/bootstrap", **variables).plan().counts()["aws_iam_role"] == 1 + 2 * 2
"""


def no_session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
    raise AssertionError(f"a job asks for {role_arn}")


@pytest.fixture
def machine(origin: Origin, tmp_path: Path) -> Runner:
    """A machine on a pull request of a fork, of which the commit has one test."""
    tests = origin.directory / "tests"
    for file in tests.glob("*/**/*.py"):
        if file.parent != tests / "support":
            file.unlink()
    (origin.directory / "tests/plan").mkdir(exist_ok=True)
    (origin.directory / "tests/plan/test_bootstrap.py").write_text(PLAN_TEST)
    origin.commit("Keep one plan test")
    (tmp_path / "machine").mkdir()
    github = {"event_name": "pull_request", "ref": "refs/pull/7/merge"}
    machine = Runner(origin.directory, tmp_path / "machine", github, {}, {}, no_session)
    machine.replaced = LINTED
    return machine


def test_stacks_are_planned_without_credentials(machine, origin):
    machine.run("ci.yml")
    assert machine.ran == ["ci.yml/Plan offline", "ci.yml/Test"]

    origin.replace("iac/bootstrap/variables.tf", '= ["dev", "prod"]', '= ["dev"]')
    origin.commit("Make fewer roles")
    machine.replaced = {**LINTED, "ci.yml/test": "success"}
    with pytest.raises(StepError, match="1 failed"):
        machine.run("ci.yml")
