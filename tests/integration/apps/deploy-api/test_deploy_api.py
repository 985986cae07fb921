"""The action in a pipeline of the local AWS, with the permissions that its docstring lists and no others."""

import json
from typing import Any

import pytest
from action_pipeline import failure, make_action, make_site, run_action, zipped
from sample_pipelines import Site

from slipway.harness import unique_name


def document(answer: str) -> dict[str, Any]:
    """Return the document of an API that answers GET /providers itself."""
    integration = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": answer}}},
    }
    operation = {"responses": {"200": {"description": "ok"}}, "x-amazon-apigateway-integration": integration}
    return {
        "openapi": "3.0.1",
        "info": {"title": "providers", "version": "1"},
        "paths": {"/providers": {"get": operation}},
    }


def artifact(answer: str) -> bytes:
    return zipped({"openapi.json": json.dumps(document(answer))})


@pytest.fixture(scope="module")
def site(aws: Any) -> Site:
    return make_site(aws)


@pytest.fixture(scope="module")
def action(aws: Any) -> str:
    actions = [f"apigateway:{verb}" for verb in ("GET", "PUT", "POST", "PATCH")]
    return make_action(aws, "deploy-api", (actions, "arn:aws:apigateway:eu-central-1::/restapis/*"))


@pytest.fixture
def api(aws: Any) -> str:
    """A REST API with the stages test and prod, as Terraform creates them."""
    client = aws("apigateway")
    api_id = client.create_rest_api(name=unique_name())["id"]
    client.put_rest_api(restApiId=api_id, mode="overwrite", body=json.dumps(document("{}")).encode())
    deployment = client.create_deployment(restApiId=api_id)["id"]
    for stage in ("test", "prod"):
        client.create_stage(restApiId=api_id, stageName=stage, deploymentId=deployment)
    return str(api_id)


@pytest.fixture
def deploy(site: Site, action: str, api: str) -> Any:
    pipeline = unique_name()
    return lambda body, stage, **more: run_action(
        site, pipeline, action, body, json.dumps({"apiId": api, "stage": stage, **more})
    )


@pytest.fixture
def deployment(aws: Any, api: str) -> Any:
    return lambda stage: aws("apigateway").get_stage(restApiId=api, stageName=stage)["deploymentId"]


def test_a_stage_gets_the_document_and_the_next_stage_the_same_deployment(
    deploy: Any, deployment: Any, aws: Any, api: str
) -> None:
    first = deployment("prod")
    assert deploy(artifact('{"a": 1}'), "test", commit="abc")["status"] == "Succeeded"
    tested = deployment("test")
    assert (tested != first, deployment("prod")) == (True, first)
    described = aws("apigateway").get_deployment(restApiId=api, deploymentId=tested)["description"]
    assert described.endswith(", commit abc")
    assert deploy(artifact('{"a": 1}'), "prod")["status"] == "Succeeded"
    assert deployment("prod") == tested


def test_the_same_document_again_changes_nothing(deploy: Any, deployment: Any, aws: Any, api: str) -> None:
    deploy(artifact('{"a": 1}'), "test")
    count = len(aws("apigateway").get_deployments(restApiId=api)["items"])
    done = deploy(artifact('{"a": 1}'), "test")
    assert done["output"]["executionResult"]["externalExecutionSummary"] == "stage test serves this document already"
    assert len(aws("apigateway").get_deployments(restApiId=api)["items"]) == count


@pytest.mark.parametrize(
    ("body", "more", "reason"),
    [
        (zipped({"other.json": "{}"}), {}, "the artifact source has no file openapi.json"),
        (b"no zip", {}, "the artifact source is not a readable zip"),
        (zipped({"openapi.json": "no document"}), {}, "API Gateway refuses openapi.json: "),
        (zipped({"openapi.json": "{}"}), {"kind": "soap"}, 'kind must be "rest" or "http"'),
    ],
    ids=["no_document", "no_zip", "invalid", "kind"],
)
def test_what_can_not_be_deployed_is_refused_with_the_reason(
    deploy: Any, deployment: Any, body: bytes, more: dict[str, str], reason: str
) -> None:
    before = deployment("test")
    assert reason in failure(deploy(body, "test", **more))
    assert deployment("test") == before
