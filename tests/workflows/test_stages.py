"""The order of deploy-infrastructure.yml: what doesn't end well keeps the stages after it from beginning."""

import pytest
from github_actions import Runner
from repository import ROOT

from .test_ci import no_session

STAGES = ["checks", "dev-infrastructure", "dev-apps", "prod-infrastructure", "prod-apps"]


@pytest.mark.parametrize("result", ["failure", "cancelled"])
@pytest.mark.parametrize("stage", STAGES[:-1])
def test_nothing_begins_after_a_stage_that_failed_or_exceeded_its_time(tmp_path, stage, result):
    """GitHub counts a job that exceeds its time limit as cancelled, and the run itself as neither that nor failed."""
    done = STAGES[: STAGES.index(stage)]
    results = {**dict.fromkeys(done, "success"), stage: result}
    machine = Runner(ROOT, tmp_path, {"event_name": "push", "ref": "refs/heads/main"}, {}, {}, no_session)
    machine.replaced = {f"deploy-infrastructure.yml/{name}": result for name, result in results.items()}
    machine.run("deploy-infrastructure.yml")
    assert machine.ran == []


def test_a_run_by_hand_on_another_branch_does_nothing(tmp_path):
    github = {"event_name": "workflow_dispatch", "ref": "refs/heads/feature"}
    machine = Runner(ROOT, tmp_path, github, {}, {}, no_session)
    machine.run("deploy-infrastructure.yml")
    assert machine.ran == []
