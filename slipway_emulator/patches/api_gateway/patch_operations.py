"""A patch operation keeps the type of what it changes.

Its value is text, which is a number or a boolean where the resource has one. The members of a list, such as the binary
media types of an API, are added and removed by ``/binaryMediaTypes/image~1png``, and an API's stage in a usage plan by
the value ``<api>:<stage>``:
https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html

MiniStack stores text, which Terraform can't read, replaces the list by an object, and the stages by text.
"""

import functools
from typing import Any

from ministack.services import apigateway_v1

_Json = dict[str, Any]
_FLOATS = {"rateLimit"}
_INTEGERS = {
    *("burstLimit", "limit", "offset", "minimumCompressionSize", "authorizerResultTtlInSeconds", "timeoutInMillis"),
    "cacheTtlInSeconds",
}
_BOOLEANS = {
    *("enabled", "disableExecuteApiEndpoint", "tracingEnabled", "cacheClusterEnabled", "apiKeyRequired"),
    *("validateRequestBody", "validateRequestParameters", "useStageCache"),
}
_LISTS = {"binaryMediaTypes", "types", "vpcEndpointIds", "providerARNs", "authorizationScopes", "cacheKeyParameters"}
# Their members are text, whatever they are called.
_OF_TEXT = {"variables", "stageVariableOverrides", "requestParameters", "requestTemplates", "responseTemplates"}


def apply() -> None:
    """Convert each operation, or do it, before MiniStack does."""
    apply_patch = apigateway_v1._apply_patch

    @functools.wraps(apply_patch)
    def patch(resource: _Json, operations: list[_Json]) -> object:
        for operation in operations:
            parts = operation.get("path", "").split("/")[1:] or [""]
            tokens = [apigateway_v1._decode_json_pointer_token(part) for part in parts]
            if tokens[0] == "apiStages":
                _patch_stages(resource, tokens[1:], operation)
            elif list_name := next((name for name in tokens[:-1] if name in _LISTS), None):
                _patch_list(resource, tokens, list_name, operation)
            else:
                apply_patch(resource, [{**operation, "value": _typed(tokens, operation.get("value"))}])
        return resource

    apigateway_v1._apply_patch = patch


def _typed(tokens: list[str], value: Any) -> Any:  # noqa: ANN401 - any JSON value
    name = tokens[-1]
    if not isinstance(value, str) or tokens[0] in _OF_TEXT:
        return value
    if name in _BOOLEANS:
        return value.lower() == "true"
    if name in _INTEGERS or name in _FLOATS:
        return (float(value) if name in _FLOATS else int(value)) if value else None
    return value


def _patch_list(resource: _Json, tokens: list[str], list_name: str, operation: _Json) -> None:
    """Add, remove or replace one member, which the path names."""
    parents, member = tokens[: tokens.index(list_name)], "/".join(tokens[tokens.index(list_name) + 1 :])
    for parent in parents:
        resource = resource.setdefault(parent, {})
    members = [one for one in resource.get(list_name) or [] if one != member]
    if operation["op"] == "add":
        members.append(operation.get("value") or member)
    elif operation["op"] == "replace":
        members = [operation.get("value")] if member.isdigit() else [*members, operation.get("value")]
    resource[list_name] = members


def _patch_stages(plan: _Json, tokens: list[str], operation: _Json) -> None:
    """Add or remove a stage, or change the throttling of one of its methods."""
    stages = plan.setdefault("apiStages", [])
    api_id, _, stage_name = (tokens[0] if tokens else operation.get("value") or "").partition(":")
    found = next((one for one in stages if (one["apiId"], one["stage"]) == (api_id, stage_name)), None)
    if tokens and found:
        operation = {**operation, "path": "/" + "/".join(part.replace("/", "~1") for part in tokens[1:])}
        _patch_throttle(found, tokens[1:], operation)
    elif operation["op"] == "remove" and found:
        stages.remove(found)
    elif operation["op"] in ("add", "replace") and not found:
        stages.append({"apiId": api_id, "stage": stage_name})


def _patch_throttle(stage: _Json, tokens: list[str], operation: _Json) -> None:
    """Set or remove ``/throttle/<path>/<method>`` or a limit below it."""
    if tokens == ["throttle"] and operation["op"] == "remove":
        stage.pop("throttle", None)
        return
    if len(tokens) < 2 or tokens[0] != "throttle":
        return
    method = tokens[1]
    if operation["op"] == "remove":
        stage.get("throttle", {}).pop(method, None)
    elif len(tokens) > 2:
        stage.setdefault("throttle", {}).setdefault(method, {})[tokens[2]] = _typed(tokens, operation.get("value"))
