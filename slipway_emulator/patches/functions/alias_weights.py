"""An alias with weights splits invocations between two versions.

AWS sends each invocation of the alias to the additional version with the probability that is its weight, and
else to the alias's own version: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

MiniStack 1.5.33 keeps the weights and sends every invocation to the alias's own version. Here the Invoke API,
API Gateway, event source mappings and all other services choose anew for each invocation.
"""

import contextvars
import functools
import random
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import lambda_svc

# GetFunction describes the alias's own version.
_describing = contextvars.ContextVar("slipway_describing_function", default=False)


def apply() -> None:
    """Wrap what resolves a qualifier, for services and for the Invoke API."""
    lambda_svc._effective_func_record_for_qualifier = _choosing(lambda_svc._effective_func_record_for_qualifier)
    lambda_svc._invoke = _invoking_version(lambda_svc._invoke)
    lambda_svc._get_function = _not_choosing(lambda_svc._get_function)
    lambda_svc._get_function_config = _not_choosing(lambda_svc._get_function_config)


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


def _version(function: dict[str, Any], qualifier: str | None) -> str | None:
    """Return the additional version or what was asked for, as chance and the weights have it."""
    alias = function.get("aliases", {}).get(qualifier) or {}
    weights: dict[str, float] = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():  # AWS takes one at most
        if random.random() < weight:  # noqa: S311 - no secret
            return version
    return qualifier
