"""Registers additional services with MiniStack, at the same endpoint and with the same IAM checks as all others."""

import functools
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ministack import app
from ministack.core import iam_actions, router

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request
from slipway_emulator.responses import Response

# Takes method, path, headers, body and query parameters.
_Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Response]]


@dataclass(frozen=True)
class Service:
    """A service of AWS's JSON protocol.

    Attributes:
        name: prefix of its IAM actions and name in a signature's scope, e.g. ``codepipeline``.
        target_prefix: prefix of the header ``X-Amz-Target``.
        operations: returns the operations for ``aws_json.respond``. Called by the first request, because its imports
            would add 0.25 s to every start of the local AWS.
        resource: (operation, input) returns the resource that the request is authorized on: an ARN, ``*``, or the
            part after ``arn:aws:<name>:<region>:<account>:``.
    """

    name: str
    target_prefix: str
    operations: Callable[[], Mapping[str, Any]]
    resource: Callable[[str, dict[str, Any]], str]


def register(service: Service) -> None:
    """Add a service to MiniStack."""
    router.SERVICE_PATTERNS[service.name] = {"target_prefixes": [service.target_prefix]}
    app.SERVICE_HANDLERS[service.name] = _handler(service)
    iam_actions.SERVICE_TO_IAM_NAMESPACE[service.name] = service.name
    resource_arns.correct(functools.partial(_resource_arn, service))


def _handler(service: Service) -> _Handler:
    async def handle_request(
        _method: str, _path: str, headers: dict[str, str], body: bytes, _query: object
    ) -> Response:
        from slipway_emulator.services.aws_json import respond  # noqa: PLC0415 - imports botocore: see Service.operations

        return respond(service.name, service.operations(), headers["x-amz-target"], body)

    return handle_request


def _resource_arn(service: Service, request: Request, arn: str) -> str:
    if request.service != service.name:
        return arn
    resource = service.resource(request.operation, _parameters(request.body))
    return resource if resource == "*" or resource.startswith("arn:") else request.arn(service.name, resource)


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        parameters = json.loads(body or b"{}")
    except ValueError:
        return {}
    return parameters if isinstance(parameters, dict) else {}
