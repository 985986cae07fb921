"""The stage variables in a REST API's integration or authorizer are replaced by the stage's values.

A variable may be in the URI, e.g. as the name or the alias of the function, in the URL of an HTTP integration, and in
the ARN of the integration's role:
https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html

MiniStack looks for a function with the text ``${stageVariables.alias}`` in its name.
"""

import contextvars
import functools
import inspect
import re
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

from slipway_emulator.patches.api_gateway import canaries

_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")
_Json = dict[str, Any]
# Of the stage that serves the current request.
_variables: contextvars.ContextVar[dict[str, str] | None] = contextvars.ContextVar("stage_variables", default=None)


def apply() -> None:
    """Wrap the execution of a request, the search for its method, and the invocation of an authorizer."""
    apigateway_v1._execute_in_scope = _with_variables(apigateway_v1._execute_in_scope)
    for name in ("_match_resource_tree", "_match_greedy_fallback"):
        setattr(apigateway_v1, name, _resolved(getattr(apigateway_v1, name)))
    invoke = apigateway_v1._invoke_authorizer_lambda

    @functools.wraps(invoke)
    async def invoke_authorizer(authorizer: _Json, *args: object) -> object:
        return await invoke(_replace(authorizer, "authorizerUri"), *args)

    apigateway_v1._invoke_authorizer_lambda = invoke_authorizer


def _with_variables(execute: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(execute)

    @functools.wraps(execute)
    async def execute_in_scope(*args: object, **options: object) -> object:
        call = signature.bind(*args, **options).arguments
        stage = apigateway_v1._stages_v1.get(call["api_id"], {}).get(call["stage_name"]) or {}
        _variables.set(canaries.variables(stage))
        return await execute(*args, **options)

    return execute_in_scope


def _resolved(match: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(match)
    def match_resource(*args: object) -> tuple[_Json | None, Any]:
        resource, path_parameters = match(*args)
        if not resource:
            return resource, path_parameters
        methods = {verb: _resolve_method(method) for verb, method in (resource.get("resourceMethods") or {}).items()}
        return {**resource, "resourceMethods": methods}, path_parameters

    return match_resource


def _resolve_method(method: _Json) -> _Json:
    integration = method.get("methodIntegration")
    return {**method, "methodIntegration": _replace(integration, "uri", "credentials")} if integration else method


def _replace(settings: _Json, *names: str) -> _Json:
    """Return the settings with the values of the stage's variables; one without a value is empty."""
    variables = _variables.get()
    if variables is None:  # no request is served
        return settings
    texts = {name: settings[name] for name in names if "${stageVariables." in (settings.get(name) or "")}
    return {
        **settings,
        **{name: _VARIABLE.sub(lambda m: variables.get(m[1], ""), text) for name, text in texts.items()},
    }
