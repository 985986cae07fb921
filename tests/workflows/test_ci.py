"""ci.yml, step by step, on a machine without credentials."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from github_actions import Runner, StepError, load
from repository import ROOT

from .conftest import MACHINE, Origin, write

pytestmark = MACHINE

# Linting installs for a minute what `make lint` has installed here, and the tests are those that run now.
REPLACED = {"ci.yml/lint": "success", "ci.yml/test": "success"}
PLAN_TEST = """
import pytest

@pytest.fixture(scope="module")
def plan(tf_module):
    variables = {"github_subject_prefixes": ["repo:example/movies"], "budget": {"emails": ["owner@example.com"]}}
    return tf_module("iac/bootstrap", **variables).plan()

@pytest.mark.parametrize("roles", [ROLES, ROLES + 1])
def test_the_environments_have_roles(plan, roles):
    assert plan.counts()["aws_iam_role"] == roles
""".replace("ROLES", "3")


@pytest.fixture
def machine(origin: Origin, offline_runner: Callable[[Path, dict[str, Any]], Runner]) -> Runner:
    """A machine on a pull request of a fork, of which the commit has one test, with a right and a wrong value."""
    write(origin.directory / "tests/plan/test_bootstrap.py", PLAN_TEST)
    origin.commit("Add one plan test")
    machine = offline_runner(origin.directory, {"event_name": "pull_request", "ref": "refs/pull/7/merge"})
    machine.replaced = REPLACED
    machine.environment = {"WORKERS": "0"}  # each worker takes CPU seconds to start, which two tests don't repay
    return machine


def test_stacks_are_planned_without_credentials(machine):
    with pytest.raises(StepError, match="1 failed, 1 passed"):
        machine.run("ci.yml")
    assert machine.ran == ["ci.yml/Plan offline"]


def test_the_whole_suite_runs_as_the_readme_says():
    steps = load(ROOT / ".github/workflows/ci.yml")["jobs"]["test"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == ["make test"]
    assert "`make test`" in (ROOT / "README.md").read_text()
