"""deploy-apps.yml and rollback.yml, step by step on commits of a repository, in the environment dev."""

import zipfile

import pytest
from botocore.exceptions import ClientError
from github_actions import StepError

from .conftest import MACHINE, Origin, clean_up, write, write_project

pytestmark = MACHINE

DEV = {"environment": "dev"}
APPS = ["greet", "part", "notify"]
ANSWER = "def handler(event, context):\n    return {'statusCode': 200}\n"
LOOK = "deploy-apps.yml/Find changed apps"


@pytest.fixture(scope="module")
def origin(bootstrap, target, aws, first_commit, tmp_path_factory):
    """A repository with three apps, of which greet has a check, and one stack."""
    origin = Origin(tmp_path_factory.mktemp("apps") / "origin", first_commit)
    write_project(origin, bootstrap.outputs, target.region, dict.fromkeys(APPS, ANSWER))
    write(origin.directory / "apps/greet/check.json", '{"event": {}, "expect": {"statusCode": 200}}\n')
    origin.commit("Check greet")
    yield origin
    clean_up(aws, bootstrap.outputs["state_bucket"], APPS)


@pytest.fixture(scope="module")
def run(origin, runner, bootstrap):
    """``run(name, inputs, event)`` runs a workflow as GitHub does on main; returns the machine."""

    def run(name, inputs=DEV, event="push", **environments):
        machine = runner(origin, {"event_name": event, "ref": "refs/heads/main"})
        machine.environments |= environments
        machine.run(name, {"plan_role": bootstrap.outputs["plan_role_arns"]["dev"], **inputs})
        return machine

    return run


@pytest.fixture(scope="module")
def live(origin, run, target):
    """``live()`` returns app -> version that its alias serves; at first main is applied and deployed."""
    client = target.client("lambda")

    def live():
        aliases = {name: client.get_alias(FunctionName=f"dev-{name}", Name="live") for name in APPS}
        return {name: alias["FunctionVersion"] for name, alias in aliases.items()}

    run("apply.yml")
    run("deploy-apps.yml")
    return live


@pytest.fixture
def change(origin):
    """``change(app, text)`` commits an app with text added to its handler's file."""

    def change(app, text="# changed"):
        handler = origin.directory / "apps" / app / f"{app}.py"
        handler.write_text(f"{handler.read_text()}\n{text}\n")
        origin.commit(f"Change {app}")

    return change


def test_a_commit_that_changes_one_app_updates_that_app_alone(live, origin, change, run):
    before = live()
    change("greet")
    (origin.directory / "README.md").write_text("# Changed\n")
    origin.commit("Change no app")

    machine = run("deploy-apps.yml")

    assert live() == before | {"greet": str(int(before["greet"]) + 1)}
    assert machine.ran == [LOOK, "deploy-app.yml/greet"]
    with zipfile.ZipFile(machine.workspace / "build" / "greet.zip") as deployed:
        assert b"# changed" in deployed.read("greet.py")

    assert run("deploy-apps.yml").ran == [LOOK]


def test_a_bad_commit_of_one_app_fails_the_run_and_keeps_that_app_serving(live, origin, change, run):
    before = live()
    change("part")
    change("greet", "def handler(event, context):\n    return {'statusCode': 500}")

    with pytest.raises(StepError, match=r'slipway deploy \$CANARY "\$APP"[\s\S]*greet: version \d+ fails check.json'):
        run("deploy-apps.yml")

    after = live()
    assert after["greet"] == before["greet"]
    assert after == before | {"part": str(int(before["part"]) + 1)}  # the other apps are still deployed

    origin.revert()
    run("deploy-apps.yml")
    assert run("deploy-apps.yml").ran == [LOOK]


def test_a_job_of_one_environment_can_t_deploy_to_another(live, bootstrap, origin, change, run):
    before = live()
    change("greet")
    prod = {"AWS_DEPLOY_ROLE": bootstrap.outputs["deploy_role_arns"]["prod"]}

    with pytest.raises(ClientError, match="Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        run("deploy-apps.yml", dev=prod)

    assert live() == before
    origin.revert()


def test_an_app_goes_back_by_hand_and_on_with_the_next_deployment(live, change, run):
    before = live()
    change("notify")
    run("deploy-apps.yml")
    deployed = live()
    assert deployed != before

    inputs = {"app": "notify", "version": before["notify"], **DEV}
    machine = run("rollback.yml", inputs, event="workflow_dispatch")
    assert machine.ran == ["rollback.yml/Roll back"]
    assert live() == before

    assert run("deploy-apps.yml").ran == [LOOK, "deploy-app.yml/notify"]
    assert live() == deployed
    run("rollback.yml", {**inputs, "version": None}, event="workflow_dispatch")
    assert live() == before


def test_a_rollback_to_a_version_that_is_not_there_fails_and_changes_nothing(live, run):
    before = live()
    with pytest.raises(StepError, match=r"slipway rollback[\s\S]*no version 99"):
        run("rollback.yml", {"app": "greet", "version": "99", **DEV}, event="workflow_dispatch")
    assert live() == before


def test_the_plan_role_of_an_environment_can_t_plan_another(live, origin, runner, bootstrap):
    machine = runner(origin, {"event_name": "push", "ref": "refs/heads/main"})
    with pytest.raises(StepError, match=r"AccessDenied|not authorized|Forbidden|403"):
        machine.run("plan.yml", {"environment": "prod", "plan_role": bootstrap.outputs["plan_role_arns"]["dev"]})
