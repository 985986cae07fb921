"""An alias with weights splits invocations between two versions.

AWS sends each invocation of the alias to the additional version with the probability of its weight, and otherwise to
the alias's own version: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html

MiniStack stores the weights and sends every invocation to the alias's own version. With this patch the Invoke
API, API Gateway, event source mappings and all other services choose a version for each invocation.
"""

import contextvars
import functools
import random
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import lambda_svc

# Set while GetFunction runs, which describes the alias's own version.
_describing = contextvars.ContextVar("describing_function", default=False)


def apply() -> None:
    """Wrap the functions that resolve a qualifier, for services and for the Invoke API."""
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
    """Return the additional version or the qualifier itself, chosen at random by weight."""
    alias = function.get("aliases", {}).get(qualifier) or {}
    weights: dict[str, float] = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    for version, weight in weights.items():  # at most one
        if random.random() < weight:  # noqa: S311 - not for security
            return version
    return qualifier
