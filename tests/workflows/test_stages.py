"""The order of deploy-infrastructure.yml: what doesn't end well keeps the stages after it from beginning."""

import pytest
from github_actions import load
from repository import ROOT

from slipway.config.project import load_project

from .conftest import MACHINE

pytestmark = MACHINE

WORKFLOWS = ROOT / ".github" / "workflows"
JOBS = load(WORKFLOWS / "deploy-infrastructure.yml")["jobs"]
STAGES = [name for name in JOBS if name not in {"plan", "grants", "comment", "notify"}]


@pytest.mark.parametrize("result", ["failure", "cancelled"])
@pytest.mark.parametrize("stage", STAGES[:-1])
def test_nothing_begins_after_a_stage_that_failed_or_exceeded_its_time(offline_runner, stage, result):
    """GitHub counts a job that exceeds its time limit as cancelled, and the run itself as neither that nor failed."""
    done = STAGES[: STAGES.index(stage)]
    results = {**dict.fromkeys(done, "success"), stage: result}
    machine = offline_runner(ROOT, {"event_name": "push", "ref": "refs/heads/main"})
    machine.replaced = {f"deploy-infrastructure.yml/{name}": result for name, result in results.items()}
    machine.run("deploy-infrastructure.yml")
    assert machine.ran == []


@pytest.mark.parametrize(
    ("results", "outcome"),
    [
        ({}, "succeeded"),
        ({STAGES[-1]: "skipped"}, "succeeded"),
        ({STAGES[0]: "failure"}, "failed"),
        ({STAGES[-1]: "failure"}, "failed"),
        ({STAGES[-2]: "cancelled"}, "failed"),
    ],
)
def test_the_last_job_posts_the_result_of_all_stages(offline_runner, results, outcome):
    machine = offline_runner(ROOT, {"event_name": "push", "ref": "refs/heads/main"})
    machine.variables["NOTIFY_APP"] = "news"
    machine.replaced = {f"deploy-infrastructure.yml/{name}": results.get(name, "success") for name in STAGES}
    inputs = []
    run = machine.run
    machine.run = lambda name, *more: inputs.append(more[0]) if name == "notify.yml" else run(name, *more)
    machine.run("deploy-infrastructure.yml")
    assert inputs == [{"app": "news", "environment": "dev", "outcome": outcome}]


def test_without_a_function_and_on_other_branches_nothing_is_posted(offline_runner):
    for variables, ref in (({}, "refs/heads/main"), ({"NOTIFY_APP": "news"}, "refs/heads/feature")):
        machine = offline_runner(ROOT, {"event_name": "workflow_dispatch", "ref": ref})
        machine.variables |= variables
        machine.replaced = {f"deploy-infrastructure.yml/{name}": "success" for name in STAGES}
        machine.run("deploy-infrastructure.yml")
        assert machine.ran == []


def test_a_run_by_hand_on_another_branch_does_nothing(offline_runner):
    github = {"event_name": "workflow_dispatch", "ref": "refs/heads/feature"}
    machine = offline_runner(ROOT, github)
    machine.run("deploy-infrastructure.yml")
    assert machine.ran == []


def test_the_workflows_and_the_stacks_know_the_same_environments():
    environments = {job["with"]["environment"] for name, job in JOBS.items() if name in STAGES[1:]}
    assert environments
    drift = load(WORKFLOWS / "drift.yml")["jobs"]
    assert {job["with"]["environment"] for name, job in drift.items() if name != "issue"} == environments
    assert set(drift["issue"]["needs"]) == environments
    by_hand = load(WORKFLOWS / "rollback.yml")["on"]["workflow_dispatch"]["inputs"]["environment"]["options"]
    assert set(by_hand) == environments
    for stack in (each for each in load_project(ROOT).stacks if not each.local_only):
        files = {file.name for file in (ROOT / stack.directory / "environments").iterdir()}
        assert files == {f"{name}.{kind}" for name in environments for kind in ("tfvars", "s3.tfbackend")}, stack.name
