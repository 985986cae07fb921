"""Registers CodeConnections with MiniStack, also under its former name, CodeStar connections."""

import functools
from collections.abc import Mapping
from typing import Any

from slipway_emulator.services.registry import Service


def _operations(service: str) -> Mapping[str, Any]:
    from slipway_emulator.services.codeconnections.connections import operations  # noqa: PLC0415 - see Service.operations

    return operations(service)


def _resource(operation: str, parameters: dict[str, Any]) -> str:  # noqa: ARG001 - the input is enough
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html."""
    named = (parameters.get(name) for name in ("ConnectionArn", "HostArn", "ResourceArn"))
    return str(next(filter(None, named), "*"))


_PREFIXES = {
    "codeconnections": "com.amazonaws.codeconnections.CodeConnections_20231201",
    "codestar-connections": "com.amazonaws.codestar.connections.CodeStar_connections_20191201",
}
SERVICES = [
    Service(name, prefix, functools.partial(_operations, name), _resource) for name, prefix in _PREFIXES.items()
]
