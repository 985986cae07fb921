"""Two stages of one API: each invokes its alias and has its table, with IAM enforced."""

import json
import shutil
import subprocess

import pytest
from repository import ROOT

from slipway import cli
from slipway.deploy.deploy import deploy

SEEDED = ["aws", "azure", "gcp"]
PROVIDER = {"id": "example", "name": "Example Cloud", "website": "https://cloud.example.com"}


@pytest.mark.parametrize("name", ["test", "prod"])
def test_each_stage_lists_its_providers(stages, name):
    body = stages[name].get().expect(200).json()
    assert sorted(each["id"] for each in body["providers"]) == SEEDED
    assert body["nextCursor"] is None


def test_pages_follow_each_other(stages):
    first = stages["test"].get("?limit=2").expect(200).json()
    second = stages["test"].get(f"?limit=2&cursor={first['nextCursor']}").expect(200).json()
    assert sorted(each["id"] for page in (first, second) for each in page["providers"]) == SEEDED
    assert stages["test"].get("?limit=0").expect(400).json().keys() == {"message", "requestId"}
    assert stages["test"].get("?limit=1&limit=2").expect(400).json().keys() == {"message", "requestId"}


def test_a_provider_that_one_stage_adds_is_not_in_the_other(stages):
    stages["test"].post(PROVIDER).expect(201)
    stages["test"].post(PROVIDER).expect(200)
    stages["test"].post({**PROVIDER, "name": "Other"}).expect(409)
    assert stages["test"].ids() == sorted([*SEEDED, "example"])
    assert stages["prod"].ids() == SEEDED


def test_an_unsigned_or_invalid_request_adds_nothing(stages):
    assert stages["prod"].post(PROVIDER, sigv4=False).expect(403).json() == {"message": "Forbidden"}
    stages["prod"].post({"id": "example"}).expect(400)
    stages["prod"].post(PROVIDER, headers={"Content-Type": "text/plain"}).expect(415)
    assert stages["prod"].ids() == SEEDED


def test_an_unknown_route_is_a_404(stages, http):
    assert http.get(f"{stages['test'].url}/nothing").expect(404).json() == {"message": "Not Found"}


@pytest.fixture
def mixed_up(aws, stack):
    """The stage test with the alias of the stage prod."""
    client, key = aws("apigatewayv2"), {"ApiId": stack.execution_arn.rpartition(":")[2], "StageName": "test"}
    client.update_stage(**key, StageVariables={"alias": "prod"})
    yield
    client.update_stage(**key, StageVariables={"alias": "test"})


def test_a_stage_with_the_alias_of_another_reaches_no_table(mixed_up, stages):
    assert stages["test"].get().expect(500).json() == {"message": "Internal Server Error"}
    stages["test"].post(PROVIDER).expect(500)
    stages["prod"].get().expect(200)
    assert stages["prod"].ids() == stages["test"].ids() == SEEDED


@pytest.mark.parametrize(("alias", "stage"), [("test", "prod"), ("prod", "test")])
def test_an_alias_refuses_the_event_of_another_stage(aws, stack, stages, alias, stage):
    event = {
        "version": "2.0",
        "routeKey": "POST /providers",
        "rawPath": f"/{stage}/providers",
        "headers": {"content-type": "application/json"},
        "body": json.dumps(PROVIDER),
        "requestContext": {"http": {"method": "POST"}, "requestId": "r", "stage": stage},
    }
    name = f"{stack.environment}-put-cloud-provider"
    done = aws("lambda").invoke(FunctionName=name, Qualifier=alias, Payload=json.dumps(event))
    assert json.loads(done["Payload"].read())["statusCode"] == 500
    assert stages["prod"].ids() == stages["test"].ids() == SEEDED


def test_a_plan_is_empty_after_the_deployments(stack, assert_converged):
    assert_converged("cloud-providers")


def test_every_grant_is_used(stages, unused):
    for stage in stages.values():
        stage.get().expect(200)
        stage.post(PROVIDER).expect(201)
    assert unused() == set()


def test_each_request_is_in_the_access_log(aws, stack, stages):
    stages["test"].get().expect(200)
    group = f"/aws/apigateway/{stack.environment}-cloud-providers"
    lines = [json.loads(each["message"]) for each in aws("logs").filter_log_events(logGroupName=group)["events"]]
    assert {"stage": "test", "route": "GET /providers", "status": "200"}.items() <= lines[-1].items()


@pytest.fixture
def new_release(stack, deployer, tmp_path):
    """A project whose list-cloud-providers answers with its release too; it is released to both stages."""
    apps = ["list-cloud-providers"]
    for name in ("apps/list-cloud-providers", "libs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "slipway.toml", tmp_path)
    source = tmp_path / "apps" / "list-cloud-providers" / "list_cloud_providers.py"
    source.write_text(source.read_text().replace('{"providers"', '{"release": "new", "providers"'))
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "New release"]):
        identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
        subprocess.run(["git", *identity, *command], cwd=tmp_path, check=True, capture_output=True)
    for alias in ("test", "prod"):
        deploy(tmp_path, deployer, apps, environment=stack.environment, alias=alias)
    yield tmp_path
    for alias in ("test", "prod"):
        deploy(ROOT, deployer, apps, environment=stack.environment, alias=alias)


def test_production_is_rolled_back_by_one_command(new_release, stack, stages, deployer, monkeypatch, capsys):
    def release(stage):
        # Without Stage.get, which refuses a field that the OpenAPI document doesn't have.
        return stage.http.get(f"{stage.url}/providers").expect(200).json().get("release")

    assert [release(stage) for stage in stages.values()] == ["new", "new"]
    monkeypatch.chdir(new_release)
    for name, value in deployer.environment().items():
        monkeypatch.setenv(name, value)

    assert cli.main(["rollback", "--alias", "prod", "--environment", stack.environment]) == 0

    assert "rolled back from" in capsys.readouterr().out
    assert {name: release(stage) for name, stage in stages.items()} == {"test": "new", "prod": None}
