"""A stage of an HTTP API serves the routes of its deployment, unless it deploys each change automatically.

On AWS a deployment is a snapshot of the API's routes, integrations and authorizers. Without ``AutoDeploy`` a change
reaches the callers of a stage with the next deployment that the stage gets, and a stage without a deployment, like one
that doesn't exist, answers 404. An API without routes can't be deployed, and a deployment that a stage uses can't be
deleted:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-deployments.html

MiniStack serves the routes as they are now, from each stage.
"""

import contextvars
import copy
import functools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import apigateway

_Json = dict[str, Any]
_Response = Any  # MiniStack's: status, headers and body

_STORES = ("_routes", "_integrations", "_authorizers")
_AUTOMATIC = "Automatic deployment triggered by changes to the Api configuration"
# The API of the current request, and the key in the stores of what its stage serves.
_served: contextvars.ContextVar[tuple[str, str]] = contextvars.ContextVar("http_api_served", default=("", ""))


class _Store(AccountRegionScopedDict):  # type: ignore[misc, unused-ignore]  # MiniStack is untyped
    """Returns the snapshot that the stage of the current request serves."""

    __slots__ = ()

    def get(self, key: str, default: object = None) -> Any:  # noqa: ANN401 - as the base class
        api_id, served = _served.get()
        return super().get(served if key == api_id else key, default)


def apply() -> None:
    """Wrap the execution of a request, and the operations on stages and deployments."""
    for name in _STORES:
        getattr(apigateway, name).__class__ = _Store
    execute, authorization_type = apigateway._handle_execute_in_scope, apigateway.route_authorization_type

    @functools.wraps(execute)
    async def handle_execute(api_id: str, stage: str, *args: object, **options: object) -> object:
        with _serving(api_id, stage):
            return await execute(api_id, stage, *args, **options)

    @functools.wraps(authorization_type)
    def route_authorization_type(api_id: str, stage: str, *args: object) -> object:
        with _serving(api_id, stage):
            return authorization_type(api_id, stage, *args)

    apigateway._handle_execute_in_scope = handle_execute
    apigateway.route_authorization_type = route_authorization_type
    for operation in (_create_deployment, _delete_deployment, _create_stage, _update_stage):
        wrapped = getattr(apigateway, operation.__name__)
        setattr(apigateway, operation.__name__, functools.wraps(wrapped)(functools.partial(operation, wrapped)))


@contextmanager
def _serving(api_id: str, stage_name: str) -> Iterator[None]:
    stage = apigateway.stages_for_api(api_id).get(stage_name, {})
    key = api_id if stage.get("autoDeploy") else _key(api_id, stage.get("deploymentId", ""))
    token = _served.set((api_id, key))
    try:
        yield
    finally:
        _served.reset(token)


def _key(api_id: str, deployment_id: str) -> str:
    return f"{api_id}/{deployment_id}"


def _create_deployment(create: Any, api_id: str, data: _Json) -> _Response:  # noqa: ANN401 - MiniStack's function
    stage = apigateway._stages.get(api_id, {}).get(data.get("stageName"))
    if api_id in apigateway._apis:
        if data.get("stageName") and not stage:
            return apigateway._apigw_error("NotFoundException", "Invalid stage identifier specified", 404)
        if not apigateway._routes.get(api_id):
            return _bad_request("Unable to deploy API because no routes exist in this API")
    response = create(api_id, data)
    if response[0] == 201:
        deployment_id = json.loads(response[2])["deploymentId"]
        for store in (getattr(apigateway, name) for name in _STORES):
            store[_key(api_id, deployment_id)] = copy.deepcopy(store.get(api_id, {}))
        if stage:
            stage["deploymentId"] = deployment_id
    return response


def _delete_deployment(delete: Any, api_id: str, deployment_id: str) -> _Response:  # noqa: ANN401
    stages = apigateway._stages.get(api_id, {}).values()
    if any(stage.get("deploymentId") == deployment_id for stage in stages):
        return _bad_request("Active stages pointing to this deployment must be moved or deleted")
    for name in _STORES:
        getattr(apigateway, name).pop(_key(api_id, deployment_id), None)
    return delete(api_id, deployment_id)


def _create_stage(create: Any, api_id: str, data: _Json) -> _Response:  # noqa: ANN401
    return _refusal(api_id, data, is_automatic=bool(data.get("autoDeploy"))) or create(api_id, data)


def _update_stage(update: Any, api_id: str, stage_name: str, data: _Json) -> _Response:  # noqa: ANN401
    stage = apigateway._stages.get(api_id, {}).get(stage_name, {})
    was_automatic = stage.get("autoDeploy", False)
    is_automatic = data.get("autoDeploy", was_automatic)
    if refusal := _refusal(api_id, data, is_automatic=is_automatic):
        return refusal
    if was_automatic and not is_automatic and not data.get("deploymentId") and apigateway._routes.get(api_id):
        # The stage keeps what it has deployed last.
        deployed = apigateway._create_deployment(api_id, {"description": _AUTOMATIC})
        data = {**data, "deploymentId": json.loads(deployed[2])["deploymentId"]}
    return update(api_id, stage_name, data)


def _refusal(api_id: str, data: _Json, *, is_automatic: bool) -> _Response | None:
    deployment_id = data.get("deploymentId")
    if not deployment_id or api_id not in apigateway._apis:
        return None
    if is_automatic:
        return _bad_request("DeploymentId can't be updated if autoDeploy is enabled")
    if deployment_id not in apigateway._deployments.get(api_id, {}):
        return _bad_request(f"Invalid deployment identifier specified {deployment_id}")
    return None


def _bad_request(message: str) -> _Response:
    return apigateway._apigw_error("BadRequestException", message, 400)
