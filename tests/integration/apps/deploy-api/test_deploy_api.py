"""The action in a pipeline of the local AWS, with the permissions that its docstring lists and no others."""

import json
from typing import Any

import pytest
import requests
from action_pipeline import failure, make_action, make_site, run_action, zipped
from openapi_document import read_document
from sample_pipelines import Site, make_function, make_role, trust

from slipway.harness import unique_name

CLOUD_PROVIDERS = read_document("iac/cloud-providers/openapi.json")
FUNCTION = "def handler(event, context):\n    return {'statusCode': 200}\n"


def mock(answer: str) -> dict[str, Any]:
    """Return an operation that answers itself."""
    integration = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "responses": {"default": {"statusCode": "200", "responseTemplates": {"application/json": answer}}},
    }
    return {"responses": {"200": {"description": "ok"}}, "x-amazon-apigateway-integration": integration}


class RestApi:
    """A REST API with the stages test and prod, as Terraform creates them."""

    kind = "rest"

    def __init__(self, aws: Any, target: Any) -> None:
        self.client, self.target = aws("apigateway"), target
        self.id = self.client.create_rest_api(name=unique_name(), description="Terraform's")["id"]
        self.client.put_rest_api(restApiId=self.id, mode="merge", body=json.dumps(self.document("/first")))
        deployment = self.client.create_deployment(restApiId=self.id)["id"]
        for stage in ("test", "prod"):
            self.client.create_stage(restApiId=self.id, stageName=stage, deploymentId=deployment)
        self.settings = self.read()

    def document(self, path: str) -> dict[str, Any]:
        """Return a document that answers ``GET`` of a path."""
        return {"openapi": "3.0.1", "info": {"title": "x", "version": "1"}, "paths": {path: {"get": mock("{}")}}}

    def read(self) -> dict[str, Any]:
        """Return the settings that Terraform owns."""
        found = self.client.get_rest_api(restApiId=self.id)
        return {name: found[name] for name in ("name", "description")}

    def deployments(self) -> list[str]:
        """Return the description of each deployment."""
        found = self.client.get_deployments(restApiId=self.id)["items"]
        return [each.get("description", "") for each in found]

    def serves(self, stage: str, path: str) -> bool:
        """Return whether a stage serves a path."""
        url = self.target.api_url(f"https://{self.id}.execute-api.{self.target.region}.amazonaws.com/{stage}{path}")
        return requests.get(url, timeout=30).status_code == 200


class HttpApi(RestApi):
    """An HTTP API with the stages test and prod, and a function with an alias for each, as Terraform creates them."""

    kind = "http"

    def __init__(self, aws: Any, target: Any) -> None:
        self.client, self.target, self.environment = aws("apigatewayv2"), target, unique_name()
        name = f"{self.environment}-list-cloud-providers"
        make_function(aws, FUNCTION, make_role(aws, trust("lambda")), name=name)
        aws("lambda").get_waiter("function_active_v2").wait(FunctionName=name)
        aws("lambda").publish_version(FunctionName=name)
        cors = {"AllowOrigins": ["https://www.example.com"]}
        created = self.client.create_api(
            Name=unique_name(), ProtocolType="HTTP", Description="Terraform's", CorsConfiguration=cors
        )
        self.id = created["ApiId"]
        for stage in ("test", "prod"):
            variables = {"environment": self.environment, "alias": stage}
            self.client.create_stage(ApiId=self.id, StageName=stage, StageVariables=variables)
            aws("lambda").create_alias(FunctionName=name, Name=stage, FunctionVersion="1")
            aws("lambda").add_permission(
                FunctionName=name,
                Qualifier=stage,
                StatementId=f"api-{stage}",
                Action="lambda:InvokeFunction",
                Principal="apigateway.amazonaws.com",
            )
        self.settings = self.read()

    def document(self, path: str) -> dict[str, Any]:
        """Return the document of the cloud providers with its operations at another path."""
        return CLOUD_PROVIDERS | {"paths": {path: CLOUD_PROVIDERS["paths"]["/providers"]}}

    def read(self) -> dict[str, Any]:
        """Return the settings that Terraform owns."""
        found = self.client.get_api(ApiId=self.id)
        return {name: found[name] for name in ("Name", "Description", "CorsConfiguration")}

    def deployments(self) -> list[str]:
        """Return the description of each deployment."""
        return [each.get("Description", "") for each in self.client.get_deployments(ApiId=self.id)["Items"]]


@pytest.fixture(scope="module")
def site(aws: Any) -> Site:
    return make_site(aws)


@pytest.fixture(scope="module")
def action(aws: Any) -> str:
    actions = [f"apigateway:{verb}" for verb in ("GET", "PUT", "POST", "PATCH")]
    return make_action(
        aws, "deploy-api", (actions, [f"arn:aws:apigateway:*::/{kind}/*" for kind in ("restapis", "apis")])
    )


@pytest.fixture(params=[RestApi, HttpApi], ids=["rest", "http"])
def api(request: Any, aws: Any, target: Any) -> RestApi:
    made: RestApi = request.param(aws, target)
    return made


@pytest.fixture
def deploy(site: Site, action: str, api: RestApi) -> Any:
    pipeline = unique_name()

    def deploy(body: bytes, stage: str, **more: str) -> dict[str, Any]:
        parameters = {"apiId": api.id, "stage": stage, "kind": api.kind, **more}
        return run_action(site, pipeline, action, body, json.dumps(parameters))

    return deploy


def artifact(document: object) -> bytes:
    return zipped({"openapi.json": document if isinstance(document, bytes) else json.dumps(document)})


def test_a_document_goes_from_stage_to_stage(deploy: Any, api: RestApi) -> None:
    before = len(api.deployments())
    body = artifact(api.document("/new"))
    assert deploy(body, "test", commit="abc")["status"] == "Succeeded"
    assert (api.serves("test", "/new"), api.serves("prod", "/new")) == (True, False)
    assert [text for text in api.deployments() if text.endswith(", commit abc")]

    done = deploy(body, "test")
    assert done["output"]["executionResult"]["externalExecutionSummary"] == "stage test serves this document already"
    assert deploy(body, "prod")["status"] == "Succeeded"
    assert api.serves("prod", "/new")
    assert len(api.deployments()) == before + 1
    assert api.read() == api.settings


@pytest.mark.parametrize(
    ("body", "more", "reason"),
    [
        (zipped({"other.json": "{}"}), {}, "the artifact source has no file openapi.json"),
        (b"no zip", {}, "the artifact source is not a readable zip"),
        (artifact(b"\xff"), {}, "openapi.json isn't in UTF-8"),
        (artifact("no document"), {}, "API Gateway refuses openapi.json: "),
        (
            artifact(CLOUD_PROVIDERS | {"components": {"securitySchemes": {"x": {"type": "http"}}}}),
            {},
            "API Gateway refuses openapi.json: ",
        ),
        (artifact({}), {"kind": "soap"}, 'kind must be "rest" or "http"'),
    ],
    ids=["no_document", "no_zip", "no_text", "invalid", "warning", "kind"],
)
@pytest.mark.parametrize("api", [HttpApi], indirect=True, ids=["http"])
def test_what_can_not_be_deployed_is_refused_with_the_reason(
    deploy: Any, api: RestApi, body: bytes, more: dict[str, str], reason: str
) -> None:
    assert reason in failure(deploy(body, "test", **more))
    assert api.deployments() == []
    assert api.read() == api.settings
