"""deploy-apps.yml, step by step on commits of this repository: what differs from what is deployed is deployed."""

import io
import zipfile

import pytest
from github_actions import StepError

from slipway import apps
from slipway.deploy import deploy
from slipway.deploy.actions import ACTIONS

PUSH = {"event_name": "push", "ref": "refs/heads/main"}


@pytest.fixture
def functions(origin, aws, role, target, unique_name):
    """The functions of every app, as Terraform makes them, with the first commit deployed."""
    for check in origin.directory.glob("apps/*/check.json"):
        check.unlink()  # it reads a table, and here are functions alone
    origin.commit("The apps")
    client, names = aws("lambda"), []
    execution = role("function", "logs:PutLogEvents")
    for app in apps.load(origin.directory):
        name = f"{unique_name}-{app.name}"
        client.create_function(
            FunctionName=name,
            Role=execution,
            Runtime=app.runtime,
            Architectures=[app.architecture],
            Handler=app.handler,
            Code={"ZipFile": empty_zip()},
            Publish=True,
        )
        names.append(name)
        client.get_waiter("function_active_v2").wait(FunctionName=name)
        client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    deploy(origin.directory, target, environment=unique_name)
    yield client
    for name in names:
        client.delete_function(FunctionName=name)


@pytest.fixture
def roles(role, unique_name):
    """The delivery roles, with no more than they need."""
    functions = f"arn:aws:lambda:*:*:function:{unique_name}-*"
    return {
        "AWS_PLAN_ROLE": role("plan", *ACTIONS["status"], resource=functions),
        "AWS_DEPLOY_ROLE": role("deploy", *ACTIONS["deploy"], resource=functions),
    }


def empty_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("placeholder.txt", "")
    return buffer.getvalue()


def live(client, origin, environment):
    """Return app -> the version that its alias serves."""
    names = [app.name for app in apps.load(origin.directory)]
    aliases = {name: client.get_alias(FunctionName=f"{environment}-{name}", Name="live") for name in names}
    return {name: alias["FunctionVersion"] for name, alias in aliases.items()}


def test_a_commit_that_changes_one_app_updates_that_app_alone(functions, origin, roles, runner, unique_name):
    before = live(functions, origin, unique_name)
    handler = origin.directory / "apps" / "get-movie" / "get_movie.py"
    handler.write_text(handler.read_text() + "\n# changed\n")
    origin.commit("Change get-movie")
    (origin.directory / "README.md").write_text("# Changed\n")
    origin.commit("Change no app")
    machine = runner(PUSH, **roles)

    machine.run("deploy-apps.yml", {"environment": unique_name})

    assert live(functions, origin, unique_name) == before | {"get-movie": str(int(before["get-movie"]) + 1)}
    assert machine.ran == ["deploy-apps.yml/Find changed apps", "deploy-app.yml/get-movie"]
    with zipfile.ZipFile(machine.workspace / "build" / "get-movie.zip") as deployed:
        assert b"# changed" in deployed.read("get_movie.py")

    again = runner(PUSH, **roles)
    again.run("deploy-apps.yml", {"environment": unique_name})
    assert again.ran == ["deploy-apps.yml/Find changed apps"]


def test_an_app_that_may_not_be_deployed_fails_the_run_and_keeps_serving(
    functions, origin, role, roles, runner, unique_name
):
    before = live(functions, origin, unique_name)
    handler = origin.directory / "apps" / "get-movie" / "get_movie.py"
    handler.write_text(handler.read_text() + "\n# changed\n")
    origin.commit("Change get-movie")
    machine = runner(PUSH, **roles | {"AWS_DEPLOY_ROLE": roles["AWS_PLAN_ROLE"]})

    with pytest.raises(StepError, match=r"slipway deploy[\s\S]*not authorized to perform"):
        machine.run("deploy-apps.yml", {"environment": unique_name})

    assert live(functions, origin, unique_name) == before
