"""Services of Slipway's own inside MiniStack: found, authorized and answered at the same endpoint as all others."""

import functools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ministack import app
from ministack.core import iam_actions, router

from slipway.local import resource_arns
from slipway.local.resource_arns import Request

# Status, headers, body.
Response = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Response]]


@dataclass(frozen=True)
class Service:
    """A service of AWS's JSON protocol.

    Attributes:
        name: in IAM's actions and in the scope of a signature, e.g. ``codepipeline``.
        target_prefix: of the header ``X-Amz-Target``.
        handler: as MiniStack's services have it.
        resource: of an operation and its input, what follows ``arn:aws:<name>:<region>:<account>:`` in the ARN that
            it is authorized on, a whole ARN, or ``*``.
    """

    name: str
    target_prefix: str
    handler: Handler
    resource: Callable[[str, dict[str, Any]], str]


def register(service: Service) -> None:
    """Have MiniStack answer a service."""
    router.SERVICE_PATTERNS[service.name] = {"target_prefixes": [service.target_prefix]}
    app.SERVICE_HANDLERS[service.name] = service.handler
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service.name] = service.name
    resource_arns.correct(functools.partial(_corrected, service))


def _corrected(service: Service, request: Request, found: str) -> str:
    if request.service != service.name:
        return found
    resource = service.resource(request.operation, _parameters(request.body))
    return resource if resource == "*" or resource.startswith("arn:") else request.arn(service.name, resource)


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
