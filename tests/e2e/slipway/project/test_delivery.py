"""Launching the pipeline that delivers iac/cloud-providers, with the stacks of this repository's slipway.toml."""

import os
import shutil
import signal

import delivered_repository
import pytest
from repository import ROOT

from slipway.harness import eventually, unique_name
from slipway.harness.http import Http
from slipway.local import emulator

BACKEND = """\
bucket       = "slipway-state-{account}-eu-central-1"
key          = "dev/cloud-providers.tfstate"
region       = "eu-central-1"
use_lockfile = true
"""
VARIABLES = """\
environment          = "dev"
permissions_boundary = "arn:aws:iam::{account}:policy/slipway-boundary-dev"
role_path            = "/slipway/dev/"
"""
# Of a pipeline whose builds are fast.
FAST = """\
requirements = "requirements.txt"
unit_tests = "-p no:slipway -p no:cacheprovider tests/unit"
"""
CALLED = ("apps/deploy-functions", "libs/pipeline_action", "iac/bootstrap", "iac/delivery")


@pytest.fixture
def project(project_in_account):
    """A repository with iac/cloud-providers, which is its own source; the stacks are those of slipway.toml."""
    project = project_in_account
    shutil.rmtree(project.root / "iac")
    (project.root / "slipway.toml").unlink()
    account = {"account": project.account}
    repository = delivered_repository.make(
        project.root, unique_name(), "dev", BACKEND.format(**account), VARIABLES.format(**account)
    )
    for folder in CALLED:
        shutil.copytree(ROOT / folder, project.root / folder, ignore=shutil.ignore_patterns(".terraform", "*.tfstate"))
        delivered_repository.copy_modules(project.root, folder)
    (project.root / "slipway.toml").write_text(settings(project.account, repository.name))
    return project


def settings(account: str, repository: str) -> str:
    """Return slipway.toml of this repository, with the stacks cloud-providers and delivery only."""
    text = (ROOT / "slipway.toml").read_text().partition("\n[[")[0]
    head, sections = text.partition("[stacks.")[0], text.split("[stacks.")[1:]
    kept = [f"[stacks.{each}" for each in sections if each.startswith(("cloud-providers]", "delivery"))]
    return "".join([head, *kept, FAST]).replace("123456789012", account).replace("example/slipway", repository)


@pytest.mark.slow(400)
@pytest.mark.xdist_group("up")
def test_one_command_launches_an_application_with_its_pipeline_and_another_removes_both(project, monkeypatch):
    """Its stack has one state, that of the pipeline: what `slipway up` has applied is removed."""
    project.run("up")
    assert lines(project.run("outputs").stdout, "cloud_providers_test_url")

    item = {"id": {"S": "own"}, "name": {"S": "Own"}}
    project.client("dynamodb").put_item(TableName="dev-cloud-providers-prod", Item=item)
    refused = project.run("pipeline", "up", "delivery", expect=1).stderr.splitlines()[-1]
    assert "nothing was removed: iac/cloud-providers has to be" in refused
    assert "(1 in dev-cloud-providers-prod). Save them, and add --yes" in refused
    assert project.client("codepipeline").list_pipelines()["pipelines"] == []

    killed = kill_during_the_execution(project)
    plan = killed.index('delete aws_dynamodb_table.providers["test"]')
    assert plan < killed.index("Remove iac/cloud-providers:")

    first = project.run("pipeline", "up", "delivery")
    assert "Production/RunAcceptanceTests  Succeeded" in first.stderr
    # What the pipeline applies was removed before its creation, which starts an execution.
    executions = project.client("codepipeline").list_pipeline_executions(pipelineName="dev-delivery")
    assert "Failed" not in [each["status"] for each in executions["pipelineExecutionSummaries"]]
    (line,) = lines(first.stdout, "cloud_providers_test_url")
    target = emulator.status(project.local).target("eu-central-1", project.account)
    providers = Http(target).get(f"{line.split()[-1]}/providers").expect(200).json()["providers"]
    assert sorted(each["id"] for each in providers) == ["aws", "azure", "gcp"]

    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)
    assert "Production  Succeeded" in project.run("pipeline", "status", "delivery").stdout
    assert "Succeeded" in project.run("pipeline", "wait", "delivery").stdout

    # One of the pipeline's builds was killed, and somebody has added an item since.
    bucket, key = f"slipway-state-{project.account}-eu-central-1", "dev/cloud-providers.tfstate.tflock"
    project.client("s3").put_object(Bucket=bucket, Key=key, Body=b'{"Who": "me@here"}')
    project.client("dynamodb").put_item(TableName="dev-cloud-providers-prod", Item=item)
    refused = project.run("pipeline", "down", "delivery", expect=1).stderr.splitlines()[-1]
    assert "nothing was removed: tables have items that aren't example items (1 in dev-cloud-providers-prod)" in refused
    removed = project.run("pipeline", "down", "delivery", "--yes").stderr
    assert "removed the lock of a Terraform that was killed in iac/cloud-providers (me@here" in removed
    assert project.client("codepipeline").list_pipelines()["pipelines"] == []
    assert project.client("lambda").list_functions()["Functions"] == []
    assert project.client("dynamodb").list_tables()["TableNames"] == []
    assert "nothing is applied" in project.run("pipeline", "down", "delivery").stderr


def kill_during_the_execution(project) -> str:
    """Kill a `slipway pipeline up` while the pipeline runs, and Terraform too, and return its stderr."""
    process = project.start("pipeline", "up", "delivery", "--yes")

    def is_building() -> None:
        if process.poll() is not None:
            pytest.fail(str(process.communicate()))  # not an AssertionError, which would be retried
        client = project.client("codepipeline")
        names = [pipeline["name"] for pipeline in client.list_pipelines()["pipelines"]]
        assert names
        (name,) = names
        stages = {stage["stageName"]: stage for stage in client.get_pipeline_state(name=name)["stageStates"]}
        assert stages["Commit"].get("latestExecution", {}).get("status") == "InProgress"
        assert "cloud_providers_test_url" not in project.outputs()  # it is removed

    eventually(is_building, timeout=200)
    os.killpg(process.pid, signal.SIGKILL)
    return process.communicate()[1]


def lines(text: str, word: str) -> list[str]:
    return [line for line in text.splitlines() if word in line]
