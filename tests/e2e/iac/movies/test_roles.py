"""The roles of iac/bootstrap with this stack: what a plan and a deployment may do."""

import json

import pytest
import repository
from refusals import refused
from repository import ROOT

from lambda_release import upload
from slipway.deploy.canary import Canary
from slipway.deploy.deploy import deploy
from slipway.deploy.prune import prune
from slipway.deploy.rollback import rollback
from slipway.deploy.status import status
from slipway.errors import SlipwayError


def test_the_plan_role_changes_nothing(bootstrap, stack, planner):
    state = {"Bucket": bootstrap.outputs["state_bucket"], "Key": "dev/movies.tfstate"}
    assert planner.client("s3").get_object(**state)["Body"].read()
    refused(planner.client("s3").put_object, Body=b"{}", **state)
    refused(planner.client("s3").delete_object, **state)
    for call in ("put_object", "delete_object"):  # of an apply that is at work
        refused(getattr(planner.client("s3"), call), **{**state, "Key": "dev/movies.tfstate.tflock"})
    refused(planner.client("lambda").update_alias, FunctionName="dev-get-movie", Name="live", Description="x")
    refused(planner.client("lambda").invoke, FunctionName="dev-get-movie")
    refused(planner.client("dynamodb").scan, TableName="dev-movies")
    refused(planner.client("iam").delete_role, RoleName="dev-get-movie")


def test_the_deploy_role_calls_and_prunes_the_functions_of_its_environment_alone(stack, deployer):
    client = deployer.client("lambda")
    assert client.invoke(FunctionName="dev-get-movie:live")["StatusCode"] == 200
    assert deployer.client("cloudwatch").describe_alarms()["MetricAlarms"]
    versions = client.list_versions_by_function(FunctionName="dev-list-movies")["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "1", "2"]
    client.create_alias(FunctionName="dev-list-movies", Name="candidate", FunctionVersion="1")
    aliases = client.list_aliases(FunctionName="dev-list-movies")["Aliases"]
    assert {alias["Name"] for alias in aliases} >= {"live", "candidate"}
    for alias in aliases:
        client.update_alias(FunctionName="dev-list-movies", Name=alias["Name"], FunctionVersion="2")
    client.delete_function(FunctionName="dev-list-movies", Qualifier="1")

    refused(client.delete_function, FunctionName="dev-list-movies")
    refused(client.update_function_configuration, FunctionName="dev-list-movies", Timeout=1)
    refused(client.get_function, FunctionName="prod-list-movies")
    refused(client.update_alias, FunctionName="prod-list-movies", Name="live", FunctionVersion="1")
    refused(deployer.client("dynamodb").scan, TableName="dev-movies")


@pytest.fixture
def changed_project(tmp_path):
    """The project, with a change of delete-movie."""
    repository.copy_to(tmp_path)
    handler = tmp_path / "apps" / "delete-movie" / "delete_movie.py"
    handler.write_text(handler.read_text() + "\n# changed\n")
    return tmp_path


def test_the_deploy_role_uses_each_of_its_grants(
    stack, bootstrap, deployer, changed_project, monkeypatch, local_aws, aws
):
    where = {"environment": "dev"}
    monkeypatch.setattr(upload, "MAX_SIZE", 100)  # bytes: no app here has more than 50 MB
    with pytest.raises(SlipwayError, match="there is no alarm"):
        deploy(ROOT, deployer, ["delete-movie"], **where, canary=Canary(10, 0.1, ("dev-alarm",)))
    for project in (ROOT, changed_project):
        bucket = bootstrap.outputs["artifacts_bucket"]
        (done,) = deploy(project, deployer, ["delete-movie"], **where, bucket=bucket)
    assert done.changed
    assert rollback(ROOT, deployer, "delete-movie", **where, to=int(done.version) - 1).changed
    assert status(ROOT, deployer, ["delete-movie"], **where)
    assert prune(ROOT, deployer, ["delete-movie"], **where, keep=1)[0].deleted

    decisions = [json.loads(line) for line in local_aws.iam_decisions_file.read_text().splitlines()]
    used = {one["action"] for one in decisions if one["allowed"] and one["principal"].endswith("slipway-deploy-dev")}
    policy = aws("iam").get_role_policy(RoleName="slipway-deploy-dev", PolicyName="deploy")["PolicyDocument"]
    granted = {action for statement in policy["Statement"] for action in _listed(statement["Action"])}
    assert used - {"sts:GetCallerIdentity"} == granted  # for which AWS requires no permission


def _listed(value):
    return value if isinstance(value, list) else [value]
