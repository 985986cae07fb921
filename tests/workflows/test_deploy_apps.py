"""deploy-apps.yml and rollback.yml, step by step on commits of this repository, in the environment dev."""

import json
import re
import zipfile

import pytest
from botocore.exceptions import ClientError
from github_actions import StepError
from repository import ROOT

from slipway import apps

from .conftest import Origin

DEV = {"environment": "dev"}
LOOK = "deploy-apps.yml/Find changed apps"


@pytest.fixture(scope="module")
def origin(movies, frontend, target, tmp_path_factory):
    """This repository, with the addresses of the account as iac/bootstrap's README says."""
    origin = Origin(tmp_path_factory.mktemp("apps") / "origin")
    example = re.search(r"\d{12}", (ROOT / "iac/movies/environments/dev.tfvars").read_text())[0]
    origin.replace("iac/*/environments/*.tf*", example, target.access_key_id)
    origin.commit("Fill in what bootstrap has made")
    return origin


@pytest.fixture(scope="module")
def run(origin, runner):
    """``run(name, inputs, event)`` runs a workflow as GitHub does on main; returns the machine."""

    def run(name, inputs=DEV, event="push", **environments):
        machine = runner(origin, {"event_name": event, "ref": "refs/heads/main"})
        machine.environments |= environments
        machine.run(name, inputs)
        return machine

    return run


@pytest.fixture(scope="module")
def live(origin, run, target):
    """``live()`` returns app -> version that its alias serves; at first main is deployed."""
    client, names = target.client("lambda"), [app.name for app in apps.load(origin.directory)]

    def live():
        aliases = {name: client.get_alias(FunctionName=f"dev-{name}", Name="live") for name in names}
        return {name: alias["FunctionVersion"] for name, alias in aliases.items()}

    run("deploy-apps.yml")
    return live


@pytest.fixture
def change(origin):
    """``change(app, text)`` commits an app with text added to its handler's file."""

    def change(app, text="# changed"):
        handler = origin.directory / "apps" / app / f"{app.replace('-', '_')}.py"
        handler.write_text(f"{handler.read_text()}\n{text}\n")
        origin.commit(f"Change {app}")

    return change


def test_a_commit_that_changes_one_app_updates_that_app_alone(live, origin, change, run):
    before = live()
    assert {"get-movie", "slack-notification"} <= before.keys()  # of both stacks
    change("get-movie")
    (origin.directory / "README.md").write_text("# Changed\n")
    origin.commit("Change no app")

    machine = run("deploy-apps.yml")

    assert live() == before | {"get-movie": str(int(before["get-movie"]) + 1)}
    assert machine.ran == [LOOK, "deploy-app.yml/get-movie"]
    with zipfile.ZipFile(machine.workspace / "build" / "get-movie.zip") as deployed:
        assert b"# changed" in deployed.read("get_movie.py")

    assert run("deploy-apps.yml").ran == [LOOK]


def test_a_bad_commit_of_one_app_fails_the_run_and_keeps_that_app_serving(live, origin, change, run):
    before = live()
    change("create-movie")
    change("get-movie", "def handler(event, context):\n    return {'statusCode': 500}")

    with pytest.raises(StepError, match=r'slipway deploy "\$APP"[\s\S]*get-movie: version \d+ fails check.json'):
        run("deploy-apps.yml")

    after = live()
    assert after["get-movie"] == before["get-movie"]
    assert after == before | {"create-movie": str(int(before["create-movie"]) + 1)}  # the others go on

    origin.revert()
    run("deploy-apps.yml")
    assert run("deploy-apps.yml").ran == [LOOK]


def test_a_job_of_one_environment_can_t_deploy_to_another(live, bootstrap, origin, change, run):
    before = live()
    change("get-movie")
    prod = {"AWS_DEPLOY_ROLE": bootstrap.outputs["deploy_role_arns"]["prod"]}

    with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        run("deploy-apps.yml", dev=prod)

    assert live() == before
    origin.revert()


def test_an_app_goes_back_by_hand_and_on_with_the_next_deployment(live, change, run):
    before = live()
    change("slack-notification")
    run("deploy-apps.yml")
    deployed = live()
    assert deployed != before

    inputs = {"app": "slack-notification", "version": None, **DEV}
    machine = run("rollback.yml", inputs, event="workflow_dispatch")
    assert machine.ran == ["rollback.yml/Roll back"]
    assert live() == before

    run("rollback.yml", {**inputs, "version": deployed["slack-notification"]}, event="workflow_dispatch")
    assert live() == deployed
    run("rollback.yml", inputs, event="workflow_dispatch")
    assert live() == before

    assert run("deploy-apps.yml").ran == [LOOK, "deploy-app.yml/slack-notification"]
    assert live() == deployed


def test_a_rollback_to_a_version_that_is_not_there_fails_and_changes_nothing(live, run):
    before = live()
    with pytest.raises(StepError, match=r"slipway rollback[\s\S]*no version 99"):
        run("rollback.yml", {"app": "get-movie", "version": "99", **DEV}, event="workflow_dispatch")
    assert live() == before


def test_the_plan_of_both_environments_is_what_their_files_say(live, origin, runner):
    machine = runner(origin, {"event_name": "push", "ref": "refs/heads/main"})
    outputs = machine.run("plan.yml", {"environments": "dev prod"})

    summary = outputs["summary"]
    assert summary.startswith("No changes: `dev/movies`, `dev/frontend`\n\n### prod/movies: ")
    assert "\n### prod/frontend: " in summary
    assert json.loads(outputs["plans"]).keys() == {"prod/movies", "prod/frontend"}
    assert "+ create aws_dynamodb_table.movies\n" in summary
    assert "+ create module.pipeline.module.pipeline.aws_codepipeline.this\n" in summary
    assert "api_gateway_account" not in summary  # dev has made it
