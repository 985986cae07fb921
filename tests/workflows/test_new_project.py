"""The workflows of a project of ``slipway init``, which call this repository's."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import repository
from github_actions import Runner, load
from repository import ROOT

from slipway.new.project import new_project

from .conftest import MACHINE, Origin, share_provider, use_environment

pytestmark = MACHINE

CHECKS = {f"ci.yml/{job}": "success" for job in ("lint", "test")}  # `make lint` and all tests: tests/e2e/docs
STAGES = ("checks", "dev-infrastructure", "dev-apps", "prod-infrastructure", "prod-apps")


@pytest.fixture
def project(tmp_path: Path) -> Origin:
    """A project as the only commit of a repository."""
    repository.copy_modules_to(tmp_path / "source")
    new_project(tmp_path / "orders", source=str(tmp_path / "source"))
    return Origin(tmp_path / "orders")


@pytest.fixture
def machine(project: Origin, tmp_path: Path) -> Callable[..., Runner]:
    """``machine(event_name=…, …)`` is a machine without credentials, with the packages of this `.venv`."""

    def no_session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
        raise AssertionError(f"a job asks for {role_arn}")

    def machine(**github: Any) -> Runner:
        runner = Runner(project.directory, tmp_path / "machine", github, {}, {}, no_session, called=ROOT)
        runner.directory.mkdir()
        runner.check_out()
        use_environment(runner.workspace)
        share_provider(runner.workspace)
        shared = ROOT / ".slipway/environments"
        shared.mkdir(parents=True, exist_ok=True)  # a new clone has none
        (runner.workspace / ".slipway/environments").symlink_to(shared)
        return runner

    return machine


def test_a_pull_request_is_checked_by_the_workflow_of_slipway(machine):
    runner = machine(event_name="pull_request", ref="refs/pull/7/merge")
    runner.replaced = CHECKS
    runner.run("ci.yml")
    assert runner.ran == ["ci.yml/Plan offline"]


def test_a_push_deploys_dev_and_then_prod_by_the_workflow_of_slipway(machine, project):
    """The runner refuses a job that lacks a permission that a called job needs."""
    runner = machine(event_name="push", ref="refs/heads/main")
    runner.replaced = {f"deploy-infrastructure.yml/{job}": "success" for job in STAGES}
    runner.run("deploy.yml")
    assert runner.ran == []

    (job,) = load(project.directory / ".github/workflows/deploy.yml")["jobs"].values()
    called = load(ROOT / ".github/workflows/deploy-infrastructure.yml")
    assert "workflow_call" in called["on"]
    assert set(called["jobs"]) == {"plan", "grants", "comment", "notify", *STAGES}
    needed = [stage["permissions"] for stage in called["jobs"].values()]
    assert job["permissions"] == {scope: level for each in needed for scope, level in each.items()}, "and no others"


def test_the_project_has_the_tests_that_the_called_workflows_run(project):
    files = [ROOT / ".github/workflows" / name for name in ("ci.yml", "deploy-infrastructure.yml")]
    folders = re.findall(r"make test TESTS=(\S+)", "".join(file.read_text() for file in files))
    assert set(folders) == {"tests/plan", "tests/e2e/iac"}
    for folder in folders:
        assert list((project.directory / folder).rglob("test_*.py")), folder
