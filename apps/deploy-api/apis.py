"""REST APIs and HTTP APIs of API Gateway: importing a document, and deploying a stage.

An import also sets the API's name and description, and removes the settings that the document doesn't have. Terraform
owns them: the name, the description and an HTTP API's CORS configuration get their previous values again, and a REST
API's other settings must be in the document too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from pipeline_action.errors import ActionError
from runtime.boto3_config import CONFIG

# The import of a document takes seconds, and is not idempotent while it runs.
_CONFIG = CONFIG.merge(Config(read_timeout=30))
# Settings of a REST API, and the extension of each.
_IMPORTED = {
    "binaryMediaTypes": "x-amazon-apigateway-binary-media-types",
    "disableExecuteApiEndpoint": "x-amazon-apigateway-endpoint-configuration",
    "minimumCompressionSize": "x-amazon-apigateway-minimum-compression-size",
    "policy": "x-amazon-apigateway-policy",
}
_rest: Any = boto3.client("apigateway", config=_CONFIG)
_http: Any = boto3.client("apigatewayv2", config=_CONFIG)


@dataclass(frozen=True)
class Deployment:
    """A deployment of an API."""

    id: str
    description: str


@dataclass(frozen=True)
class Api:
    """The calls of an API.

    Attributes:
        current: returns the id of the deployment that a stage serves.
        deployments: returns all deployments.
        replace: replaces the API's definition with a document, except its name, description and CORS configuration.
        deploy: creates a deployment with a description, and returns its id.
        serve: has a stage serve a deployment.
    """

    current: Callable[[str], str | None]
    deployments: Callable[[], list[Deployment]]
    replace: Callable[[bytes], None]
    deploy: Callable[[str], str]
    serve: Callable[[str, str], object]


def rest_api(api_id: str) -> Api:
    """Return the calls of a REST API."""
    api = {"restApiId": api_id}

    def deployments() -> list[Deployment]:
        pages = _rest.get_paginator("get_deployments").paginate(**api)
        return [Deployment(item["id"], item.get("description", "")) for page in pages for item in page["items"]]

    def replace(body: bytes) -> None:
        before = _rest.get_rest_api(**api)
        for name, extension in _IMPORTED.items():
            if before.get(name) and extension.encode() not in body:
                raise ActionError(f"the import would remove {name} of the API: write {extension} into the document")
        _rest.put_rest_api(**api, mode="overwrite", failOnWarnings=True, body=body)
        kept = {name: before[name] for name in ("name", "description") if before.get(name)}
        operations = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in kept.items()]
        _rest.update_rest_api(**api, patchOperations=operations)

    def serve(stage: str, deployment: str) -> object:
        operation = {"op": "replace", "path": "/deploymentId", "value": deployment}
        return _rest.update_stage(**api, stageName=stage, patchOperations=[operation])

    return Api(
        current=lambda stage: _rest.get_stage(**api, stageName=stage).get("deploymentId"),
        deployments=deployments,
        replace=replace,
        deploy=lambda description: str(_rest.create_deployment(**api, description=description)["id"]),
        serve=serve,
    )


def http_api(api_id: str) -> Api:
    """Return the calls of an HTTP API."""
    api = {"ApiId": api_id}

    def current(stage: str) -> str | None:
        found = _http.get_stage(**api, StageName=stage)
        if found.get("AutoDeploy"):
            raise ActionError(f"stage {stage} deploys every change itself: set auto_deploy = false")
        deployment: str | None = found.get("DeploymentId")
        return deployment

    def deployments() -> list[Deployment]:
        pages = _http.get_paginator("get_deployments").paginate(**api)
        return [
            Deployment(item["DeploymentId"], item.get("Description", "")) for page in pages for item in page["Items"]
        ]

    def replace(body: bytes) -> None:
        before = _http.get_api(**api)
        _http.reimport_api(**api, Body=body.decode(), FailOnWarnings=True)
        kept = {name: before[name] for name in ("CorsConfiguration", "DisableExecuteApiEndpoint") if before.get(name)}
        _http.update_api(**api, Name=before["Name"], Description=before.get("Description", ""), **kept)

    return Api(
        current=current,
        deployments=deployments,
        replace=replace,
        deploy=lambda description: str(_http.create_deployment(**api, Description=description)["DeploymentId"]),
        serve=lambda stage, deployment: _http.update_stage(**api, StageName=stage, DeploymentId=deployment),
    )
