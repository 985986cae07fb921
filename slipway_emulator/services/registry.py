"""Services of Slipway's own inside MiniStack: found, authorized and answered at the same endpoint as all others."""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ministack import app
from ministack.core import iam_actions, router

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

# Status, headers, body.
_Response = tuple[int, dict[str, str], bytes]
# Of method, path, headers, body and query.
_Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[_Response]]


@dataclass(frozen=True)
class Service:
    """A service of AWS's JSON protocol.

    Attributes:
        name: in IAM's actions and in the scope of a signature, e.g. ``codepipeline``.
        target_prefix: of the header ``X-Amz-Target``.
        operations: returns what is answered, by operation name, as ``aws_json.answer`` takes it; called by the first
            request, since what it imports would cost every start of the local AWS a quarter of a second.
        resource: of an operation and its input, what follows ``arn:aws:<name>:<region>:<account>:`` in the ARN that
            it is authorized on, a whole ARN, or ``*``.
    """

    name: str
    target_prefix: str
    operations: Callable[[], Mapping[str, Any]]
    resource: Callable[[str, dict[str, Any]], str]


def register(service: Service) -> None:
    """Have MiniStack answer a service."""
    router.SERVICE_PATTERNS[service.name] = {"target_prefixes": [service.target_prefix]}
    app.SERVICE_HANDLERS[service.name] = _handler(service)
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service.name] = service.name
    resource_arns.correct(functools.partial(_corrected, service))


def _handler(service: Service) -> _Handler:
    async def handle_request(
        _method: str, _path: str, headers: dict[str, str], body: bytes, _query: object
    ) -> _Response:
        from slipway_emulator.services.aws_json import answer  # noqa: PLC0415 - imports botocore: see Service.operations

        return answer(service.name, service.operations(), headers["x-amz-target"], body)

    return handle_request


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
