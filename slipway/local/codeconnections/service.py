"""CodeConnections as MiniStack sees it, by its name of today and by the one before, CodeStar connections."""

from typing import Any

from slipway.local.services import Handler, Response, Service


def _handler(service: str) -> Handler:
    async def handle_request(
        method: str,  # noqa: ARG001 - a service of MiniStack takes all five
        path: str,  # noqa: ARG001
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],  # noqa: ARG001
    ) -> Response:
        # They import botocore, which would cost every start of the local AWS a while.
        from slipway.local.aws_json import answer  # noqa: PLC0415
        from slipway.local.codeconnections.connections import operations  # noqa: PLC0415

        return answer(service, operations(service), headers["x-amz-target"], body)

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
