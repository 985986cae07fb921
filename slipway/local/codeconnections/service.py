"""CodeConnections as MiniStack sees it, by its name of today and by the one before, CodeStar connections."""

import functools
from typing import Any

from slipway.local import aws_json
from slipway.local.aws_json import Operation, Response
from slipway.local.codeconnections import connections
from slipway.local.services import Handler, Service


def operations(service: str) -> dict[str, Operation]:
    """Return what is answered under one of the two names."""
    return {
        "CreateConnection": functools.partial(connections.create_connection, service),
        "CreateHost": functools.partial(connections.create_host, service),
        "DeleteConnection": connections.delete_connection,
        "DeleteHost": connections.delete_host,
        "GetConnection": connections.get_connection,
        "GetHost": connections.get_host,
        "ListConnections": connections.list_connections,
        "ListHosts": connections.list_hosts,
        "ListTagsForResource": connections.list_tags,
        "TagResource": connections.tag,
        "UntagResource": connections.untag,
        "UpdateHost": connections.update_host,
    }


def _handler(service: str) -> Handler:
    async def handle_request(
        method: str,  # noqa: ARG001 - a service of MiniStack takes all five
        path: str,  # noqa: ARG001
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],  # noqa: ARG001
    ) -> Response:
        return aws_json.answer(service, operations(service), headers["x-amz-target"], body)

    return handle_request


def _resource(operation: str, parameters: dict[str, Any]) -> str:  # noqa: ARG001 - the input says enough
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html."""
    named = (parameters.get(name) for name in ("ConnectionArn", "HostArn", "ResourceArn"))
    return str(next(filter(None, named), "*"))


_PREFIXES = {
    "codeconnections": "com.amazonaws.codeconnections.CodeConnections_20231201",
    "codestar-connections": "com.amazonaws.codestar.connections.CodeStar_connections_20191201",
}
SERVICES = [Service(name, prefix, _handler(name), _resource) for name, prefix in _PREFIXES.items()]
