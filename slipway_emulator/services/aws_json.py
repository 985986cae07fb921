"""AWS's JSON protocol, implemented with botocore's model of a service.

The input and the output of an operation are shaped by the model, so that boto3 and Terraform can parse every response.
The patch ``http.validated_requests`` has validated the input before:
https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

from botocore.model import OperationModel

from slipway_emulator.models import decoding, errors
from slipway_emulator.models.errors import Response, ServiceError
from slipway_emulator.models.service_models import model

_log = logging.getLogger(__name__)

Operation = Callable[[dict[str, Any]], dict[str, Any] | None]


def respond(service: str, operations: Mapping[str, Operation], target: str, body: bytes) -> Response:
    """Return the response to a request.

    Args:
        service: boto3's name, e.g. ``codepipeline``.
        operations: the implemented operations by name; any other operation of the model is rejected.
        target: the header ``X-Amz-Target``, which ends with the operation's name.
        body: body of the request.
    """
    name = target.rpartition(".")[2]
    version = model(service).metadata["jsonVersion"]
    try:
        operation = _operation_model(service, name)
        function = operations.get(name) or _reject(service, name)
        output = function(decoding.json_input(operation, body)) or {}
        return _response(200, version, serialize(output, operation.output_shape) if operation.output_shape else {})
    except ServiceError as error:
        return errors.response(error, "json", model(service).metadata)
    except Exception as error:  # noqa: BLE001 - without a response, clients would retry for minutes
        _log.exception("%s of %s", name, service)
        return _response(500, version, {"__type": "InternalFailure", "message": f"{type(error).__name__}: {error}"})


def _operation_model(service: str, name: str) -> OperationModel:
    if name not in model(service).operation_names:
        raise ServiceError("UnknownOperationException", f"{service} has no operation {name!r}.")
    operation: OperationModel = model(service).operation_model(name)
    return operation


def _reject(service: str, name: str) -> NoReturn:
    raise ServiceError("ValidationException", f"The local AWS doesn't support {name} of {service}.")


def serialize(value: Any, shape: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return an output as JSON: only members of the shape that have a value, and times in seconds."""
    if shape.type_name == "structure":
        members = shape.members.items()
        return {name: serialize(value[name], member) for name, member in members if value.get(name) is not None}
    if shape.type_name == "list":
        return [serialize(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {key: serialize(item, shape.value) for key, item in value.items()}
    return value.timestamp() if isinstance(value, datetime) else value


def page(items: list[Any], parameters: dict[str, Any], size: int) -> tuple[list[Any], str | None]:
    """Return one page of a list, and the token of the next page or None.

    Args:
        items: the whole list.
        parameters: an operation's input; ``maxResults`` and ``nextToken`` are optional.
        size: default number of items in a page.

    Raises:
        ServiceError: ``InvalidNextTokenException``.
    """
    token = parameters.get("nextToken", "0")
    if not token.isdecimal() or int(token) > len(items):
        raise ServiceError("InvalidNextTokenException", f"The token {token!r} was not returned by this operation.")
    start, end = int(token), int(token) + parameters.get("maxResults", size)
    return items[start:end], str(end) if end < len(items) else None


def _response(status: int, version: str, body: Any) -> Response:  # noqa: ANN401 - any JSON value
    headers = {"Content-Type": f"application/x-amz-json-{version}"}
    return status, headers, json.dumps(body).encode()
