"""An alias with weights splits invocations between two versions.

AWS sends each invocation of the alias to the additional version with the probability of its weight, and otherwise to
the alias's own version: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

Both versions must exist, and differ from each other and from ``$LATEST``:
https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack stores any weights and sends every invocation to the alias's own version. With this patch the Invoke
API, API Gateway, event source mappings and all other services choose a version for each invocation.
"""

import contextvars
import functools
import random
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import lambda_svc

from slipway_emulator.responses import error_response_json

# Set while GetFunction runs, which describes the alias's own version.
_describing = contextvars.ContextVar("describing_function", default=False)


def apply() -> None:
    """Wrap the functions that resolve a qualifier, for services and for the Invoke API."""
    lambda_svc._effective_func_record_for_qualifier = _choosing(lambda_svc._effective_func_record_for_qualifier)
    lambda_svc._invoke = _invoking_version(lambda_svc._invoke)
    lambda_svc._get_function = _not_choosing(lambda_svc._get_function)
    lambda_svc._get_function_config = _not_choosing(lambda_svc._get_function_config)
    lambda_svc._create_alias = _checking_versions(lambda_svc._create_alias)
    lambda_svc._update_alias = _checking_versions(lambda_svc._update_alias)


def _choosing(resolve: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(resolve)
    def choose(function: dict[str, Any] | None, qualifier: str | None) -> object:
        if function is None or _describing.get():
            return resolve(function, qualifier)
        return resolve(function, _version(function, qualifier))

    return choose


def _invoking_version(invoke: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
    @functools.wraps(invoke)
    async def invoke_version(
        name: str,
        event: object,
        headers: dict[str, str],
        path_qualifier: str | None = None,
        query: dict[str, Any] | None = None,
    ) -> object:
        qualifier = path_qualifier or lambda_svc._qp_first(query or {}, "Qualifier")
        version = _version(lambda_svc._functions.get(name) or {}, qualifier)
        return await invoke(name, event, headers, version, query)

    return invoke_version


def _not_choosing(describe: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(describe)
    def describing(*args: object) -> object:
        token = _describing.set(True)
        try:
            return describe(*args)
        finally:
            _describing.reset(token)

    return describing


def _checking_versions(operation: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(operation)
    def check(name: str, *arguments: Any) -> object:  # noqa: ANN401 - MiniStack's: an alias's name, and the request
        function, request = lambda_svc._functions.get(name), arguments[-1]
        stored = function["aliases"].get(arguments[0], {}) if function and len(arguments) > 1 else {}
        return (function and _rejection(name, function, {**stored, **request})) or operation(name, *arguments)

    return check


def _rejection(name: str, function: dict[str, Any], alias: dict[str, Any]) -> object:
    """Return the error response to an alias whose versions AWS refuses, None if it accepts them."""
    version = alias.get("FunctionVersion", "")
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    message = ""
    if len(weights) > 1:
        message = "Number of items in AdditionalVersionWeights cannot be greater than 1"
    elif weights and version == "$LATEST":
        message = "$LATEST is not supported for an alias pointing to more than 1 version"
    elif version in weights:
        message = (
            f"Invalid function version {version}. Function version {version} is already included in routing "
            "configuration."
        )
    if message:
        return error_response_json("InvalidParameterValueException", message, 400)
    for each in (version, *weights):
        if each not in ("", "$LATEST") and each not in function["versions"]:
            message = f"Function not found: {lambda_svc._func_arn(name)}:{each}"
            return error_response_json("ResourceNotFoundException", message, 404)
    return None


def _version(function: dict[str, Any], qualifier: str | None) -> str | None:
    """Return the additional version or the qualifier itself, chosen at random by weight."""
    alias = function.get("aliases", {}).get(qualifier) or {}
    weights: dict[str, float] = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():  # at most one
        if random.random() < weight:  # noqa: S311 - not for security
            return version
    return qualifier
