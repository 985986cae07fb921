"""REST APIs and HTTP APIs of API Gateway: importing a document, and deploying a stage.

The description of a deployment has the digest of its document. So a stage that has it already is left as it is, and
another stage gets the same deployment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from pipeline_action.errors import ActionError
from runtime.aws import CONFIG

# The import of a document takes seconds, and is not idempotent while it runs.
_CONFIG = CONFIG.merge(Config(read_timeout=30))
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
        replace: replaces the API's definition with a document.
        deploy: creates a deployment with a description, and returns its id.
        serve: has a stage serve a deployment.
    """

    current: Callable[[str], str | None]
    deployments: Callable[[], list[Deployment]]
    replace: Callable[[bytes], object]
    deploy: Callable[[str], str]
    serve: Callable[[str, str], object]


def rest_api(api_id: str) -> Api:
    """Return the calls of a REST API."""
    api = {"restApiId": api_id}

    def deployments() -> list[Deployment]:
        pages = _rest.get_paginator("get_deployments").paginate(**api)
        return [Deployment(item["id"], item.get("description", "")) for page in pages for item in page["items"]]

    def serve(stage: str, deployment: str) -> object:
        operation = {"op": "replace", "path": "/deploymentId", "value": deployment}
        return _rest.update_stage(**api, stageName=stage, patchOperations=[operation])

    return Api(
        current=lambda stage: _rest.get_stage(**api, stageName=stage).get("deploymentId"),
        deployments=deployments,
        replace=lambda body: _rest.put_rest_api(**api, mode="overwrite", failOnWarnings=True, body=body),
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

    return Api(
        current=current,
        deployments=deployments,
        replace=lambda body: _http.reimport_api(**api, Body=body.decode(), FailOnWarnings=True),
        deploy=lambda description: str(_http.create_deployment(**api, Description=description)["DeploymentId"]),
        serve=lambda stage, deployment: _http.update_stage(**api, StageName=stage, DeploymentId=deployment),
    )
