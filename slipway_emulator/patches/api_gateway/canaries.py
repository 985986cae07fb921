"""A canary of a stage gets a part of its requests, until it is promoted or removed.

"In a canary release deployment, total API traffic is separated at random into a production release and a canary
release with a preconfigured ratio"; the canary has its deployment and overrides variables of the stage:
https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_canary.snapshot.json

MiniStack deploys a canary to the whole stage, and ignores the operation copy. Still missing are the logs of a canary,
and its variables in the event of a function.
"""

import contextvars
import functools
import inspect
import json
import random
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]
_SETTINGS = "canarySettings"
_TO, _FROM = ("/deploymentId", "/variables"), ("/canarySettings/deploymentId", "/canarySettings/stageVariableOverrides")
_CONTENT = "Invalid deployment content specified."
# Whether the canary of its stage serves the current request.
_is_canary: contextvars.ContextVar[bool] = contextvars.ContextVar("is_canary", default=False)


def apply() -> None:
    """Wrap the creation of a deployment, the update of a stage, and the execution of a request."""
    create, update = apigateway_v1._create_deployment, apigateway_v1._update_stage

    @functools.wraps(create)
    def create_deployment(api_id: str, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        if not (settings := data.get(_SETTINGS)):
            return create(api_id, data)
        name = data.get("stageName")
        stage = apigateway_v1._stages_v1.get(api_id, {}).get(name)
        if api_id in apigateway_v1._rest_apis and not stage:
            return _bad_request(_missing(name))
        response = create(api_id, {key: value for key, value in data.items() if key != "stageName"})
        if response[0] == 201:
            stage[_SETTINGS] = {"deploymentId": json.loads(response[2])["id"], **_defaults(), **settings}
        return response

    @functools.wraps(update)
    def update_stage(api_id: str, name: str, data: _Json) -> object:
        operations = data.get("patchOperations") or []
        stage = apigateway_v1._stages_v1.get(api_id, {}).get(name)
        if not stage:
            return update(api_id, name, data)
        try:
            done = _promoted(stage, operations)
        except ValueError as error:
            return _bad_request(str(error))
        rest = [operation for operation in operations if operation.get("op") != "copy"]
        if any(_SETTINGS in operation.get("path", "") and operation["op"] != "remove" for operation in rest):
            stage[_SETTINGS] = {"deploymentId": stage["deploymentId"], **_defaults(), **(stage.get(_SETTINGS) or {})}
        response = update(api_id, name, {**data, "patchOperations": rest})
        stage |= done
        return apigateway_v1._v1_response(stage) if done else response

    apigateway_v1._create_deployment, apigateway_v1._update_stage = create_deployment, update_stage
    apigateway_v1._execute_in_scope = _choosing(apigateway_v1._execute_in_scope)


def _bad_request(message: str) -> Any:  # noqa: ANN401 - MiniStack's response
    return apigateway_v1._v1_error("BadRequestException", message, 400)


def _missing(name: str | None) -> str:
    if name:
        return f"{_CONTENT}Stage {name} must already be created before making a canary release deployment"
    shown = "null" if name is None else name
    return (
        f"{_CONTENT}Non null and non empty stageName must be provided for canary deployment. Provided value is {shown}"
    )


def _defaults() -> _Json:
    return {"percentTraffic": 0.0, "useStageCache": False}


def _promoted(stage: _Json, operations: list[_Json]) -> _Json:
    """Return what a stage gets from its canary.

    Raises:
        ValueError: an operation copies something else, or there is no canary.
    """
    done: _Json = {}
    copies = [operation for operation in operations if operation.get("op") == "copy"]
    for operation in copies:
        path, source = operation.get("path"), operation.get("from")
        if path not in _TO or source not in _FROM:
            places = f"Valid copy:path are [{', '.join(_TO)}] and valid copy:from are [{', '.join(_FROM)}]"
            raise ValueError(f"Invalid copy operation with path: {path} and from {source}. {places}")
    is_created = any(one.get("op") == "replace" and _SETTINGS in one.get("path", "") for one in operations)
    canary: _Json = stage.get(_SETTINGS) or {}
    if copies and not canary and not is_created:
        raise ValueError("Promotion not available. Canary does not exist.")
    for operation in copies if canary else ():
        if operation["path"] == "/deploymentId":
            done["deploymentId"] = canary["deploymentId"]
        else:
            done["variables"] = {**(stage.get("variables") or {}), **(canary.get("stageVariableOverrides") or {})}
    return done


def deployment(stage: _Json) -> str:
    """Return the id of the deployment that serves the current request to a stage."""
    canary = stage.get(_SETTINGS) if _is_canary.get() else None
    return str((canary or stage).get("deploymentId", ""))


def variables(stage: _Json) -> dict[str, str]:
    """Return a stage's variables, for the current request."""
    overrides = (stage.get(_SETTINGS) or {}).get("stageVariableOverrides") if _is_canary.get() else None
    return {**(stage.get("variables") or {}), **(overrides or {})}


def _choosing(execute: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(execute)

    @functools.wraps(execute)
    async def execute_in_scope(*args: object, **options: object) -> object:
        call = signature.bind(*args, **options).arguments
        stage = apigateway_v1._stages_v1.get(call["api_id"], {}).get(call["stage_name"]) or {}
        percent = (stage.get(_SETTINGS) or {}).get("percentTraffic", 0)
        _is_canary.set(random.random() * 100 < percent)  # noqa: S311 - no secret
        return await execute(*args, **options)

    return execute_in_scope
