"""A stage serves the methods of its deployment, as they were when the deployment was created.

On AWS a deployment is a snapshot of the API's resources, methods and integrations: a change reaches callers only with
the next deployment. CreateDeployment rejects an API without methods, or with a method without an integration, and
DeleteDeployment rejects a deployment that a stage uses.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html

MiniStack takes a snapshot of gateway responses only and serves the rest as it is now, so a Terraform
configuration works that never deploys its changes. It creates and deletes any deployment.
"""

import contextvars
import copy
import functools
import inspect
import json
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.patches.api_gateway import canaries

_Function = Callable[..., Any]
# The key of the current request's snapshot in ``_resources``.
_snapshot: contextvars.ContextVar[str] = contextvars.ContextVar("deployment_snapshot")


def apply() -> None:
    """Wrap the creation, the deletion and the serving of deployments."""
    create, delete = apigateway_v1._create_deployment, apigateway_v1._delete_deployment

    @functools.wraps(create)
    def create_deployment(api_id: str, data: dict[str, Any]) -> object:
        resources = apigateway_v1._resources.get(api_id, {})
        if reason := _rejection(resources):
            return apigateway_v1._v1_error("BadRequestException", reason, 400)
        response = create(api_id, data)
        if response[0] == 201:
            name = _name(api_id, json.loads(response[2])["id"])
            apigateway_v1._resources[name] = copy.deepcopy(resources)
        return response

    @functools.wraps(delete)
    def delete_deployment(api_id: str, deployment_id: str) -> object:
        stages = apigateway_v1._stages_v1.get(api_id, {}).values()
        if any(stage["deploymentId"] == deployment_id for stage in stages):
            message = "Active stages pointing to this deployment must be moved or deleted"
            return apigateway_v1._v1_error("BadRequestException", message, 400)
        apigateway_v1._resources.pop(_name(api_id, deployment_id), None)
        return delete(api_id, deployment_id)

    apigateway_v1._create_deployment, apigateway_v1._delete_deployment = create_deployment, delete_deployment
    for name in ("_match_resource_tree", "_match_greedy_fallback"):
        setattr(apigateway_v1, name, _in_snapshot(getattr(apigateway_v1, name)))
    for name in ("_execute_in_scope", "method_authorization_type"):
        setattr(apigateway_v1, name, _selecting_snapshot(getattr(apigateway_v1, name)))


def _name(api_id: str, deployment_id: str) -> str:
    return f"{api_id}/{deployment_id}"


def _rejection(resources: dict[str, Any]) -> str | None:
    methods = [method for resource in resources.values() for method in resource["resourceMethods"].values()]
    if not methods:
        return "The REST API doesn't contain any methods"
    if not all(method.get("methodIntegration") for method in methods):
        return "No integration defined for method"
    return None


def _selecting_snapshot(function: _Function) -> _Function:
    signature = inspect.signature(function)

    @functools.wraps(function)
    def select(*args: object, **options: object) -> Any:  # noqa: ANN401 - of the wrapped function
        call = signature.bind(*args, **options).arguments
        stage = _stages(call["api_id"]).get(call["stage_name"], {})
        _snapshot.set(_name(call["api_id"], canaries.deployment(stage)))
        return function(*args, **options)

    return select


def _stages(api_id: str) -> dict[str, Any]:
    if not (scope := apigateway_v1.find_api_scope(api_id)):
        return {}
    account_id, region = scope
    stages: dict[str, Any] = apigateway_v1._stages_v1.get_scoped(account_id, region, api_id, {})
    return stages


def _in_snapshot(match: _Function) -> _Function:
    @functools.wraps(match)
    def match_in_snapshot(_api_id: str, *args: object) -> object:
        return match(_snapshot.get(), *args)

    return match_in_snapshot
