"""The stack as a whole: it converges after deployments, throttles, and answers browsers."""

import json

import pytest
from repository import ROOT

from slipway.deploy.deploy import deploy


def test_a_plan_is_empty_after_a_deployment(stack, assert_converged):
    assert_converged("movies")


def test_the_deploy_role_deploys_each_function_and_a_second_deployment_changes_nothing(stack, deployer):
    assert len(stack.deployed) >= 7
    assert all(stack.deployed.values())
    done = deploy(ROOT, deployer, list(stack.deployed), environment="dev")
    assert [deployment.app for deployment in done if deployment.changed] == []


@pytest.fixture
def throttled(aws, stack):
    """The stage takes one request a second."""
    client, api_id = aws("apigateway"), stack.execution_arn.rpartition(":")[2]
    settings = client.get_stage(restApiId=api_id, stageName="live")["methodSettings"]["*/*"]

    def throttle(rate, burst):
        limits = {"rateLimit": rate, "burstLimit": burst}
        operations = [
            {"op": "replace", "path": f"/*/*/throttling/{name}", "value": str(value)} for name, value in limits.items()
        ]
        client.update_stage(restApiId=api_id, stageName="live", patchOperations=operations)

    throttle(1, 1)
    yield
    throttle(settings["throttlingRateLimit"], settings["throttlingBurstLimit"])


def test_a_throttled_call_is_a_429_with_message_and_request_id(throttled, api):
    answers = [api.get("/movies").response for _ in range(10)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert {"message", "requestId"} <= refused[0].json().keys()


def test_every_function_runs_the_code_that_was_packaged(stack, aws):
    for name in ("get-movie", "email-notification"):
        live = aws("lambda").get_function_configuration(FunctionName=f"{stack.environment}-{name}", Qualifier="live")
        record = json.loads((ROOT / ".slipway" / "packages" / f"{name}.json").read_text())
        assert live["CodeSha256"] == record["code_sha256"]
        assert live["Version"] != "1"
