"""AWS's JSON protocol, answered from botocore's own model of a service.

Input is checked against the model before an operation sees it, and output against it before it is sent, so that what
boto3 and Terraform read is what the service's model says: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

import functools
import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NoReturn

import botocore.session
from botocore.model import OperationModel
from botocore.validate import ParamValidator

_log = logging.getLogger(__name__)

Operation = Callable[[dict[str, Any]], dict[str, Any] | None]
Response = tuple[int, dict[str, str], bytes]  # status, headers, body


class ServiceError(Exception):
    """An answer that the service's model has a name for: ``code`` is that name."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@functools.cache
def model(service: str) -> Any:  # noqa: ANN401 - botocore makes its members at run time
    """Return botocore's model of a service, by boto3's name."""
    return botocore.session.get_session().get_service_model(service)


def answer(service: str, operations: Mapping[str, Operation], target: str, body: bytes) -> Response:
    """Return the response to a request.

    Args:
        service: boto3's name, e.g. ``codepipeline``.
        operations: what is answered, by operation name; any other operation of the model is refused by its name.
        target: the header ``X-Amz-Target``, which ends with the operation's name.
        body: of the request.
    """
    name = target.rpartition(".")[2]
    version = model(service).metadata["jsonVersion"]
    try:
        found = _operation(service, name)
        run = operations.get(name) or _refuse(service, name)
        parameters = _parameters(body)
        validate(found, parameters)
        result = run(parameters) or {}
        return _response(200, version, shaped(result, found.output_shape) if found.output_shape else {})
    except ServiceError as error:
        return _response(400, version, {"__type": error.code, "message": error.message})
    except Exception as error:  # noqa: BLE001 - a fault of ours is an answer, too, lest the caller retries for minutes
        _log.exception("%s of %s", name, service)
        return _response(500, version, {"__type": "InternalFailure", "message": f"{type(error).__name__}: {error}"})


def _operation(service: str, name: str) -> OperationModel:
    if name not in model(service).operation_names:
        raise ServiceError("UnknownOperationException", f"{service} has no operation {name!r}.")
    found: OperationModel = model(service).operation_model(name)
    return found


def _refuse(service: str, name: str) -> NoReturn:
    raise ServiceError("ValidationException", f"The local AWS doesn't run {name} of {service}.")


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except ValueError as error:
        raise ServiceError("SerializationException", "The body is not JSON.") from error
    if not isinstance(found, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object.")
    return found


def validate(operation: OperationModel, parameters: dict[str, Any]) -> None:
    """Check an operation's input: types and required members as boto3 does, then what boto3 leaves to the service.

    Raises:
        ServiceError: ``ValidationException`` with every fault, in AWS's own words.
    """
    if operation.input_shape is None:
        return
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        raise ServiceError("ValidationException", report.generate_report())
    faults = list(_faults(parameters, operation.input_shape, ""))
    if faults:
        count = f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected: "
        raise ServiceError("ValidationException", count + "; ".join(faults))


def _faults(value: Any, shape: Any, path: str) -> Any:  # noqa: ANN401 - whatever JSON has
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from _faults(value[name], member, f"{path}.{name}".lstrip("."))
        return
    constraint = _broken_constraint(value, shape)
    if constraint:
        yield f"Value at '{path}' failed to satisfy constraint: {constraint}"
    if shape.type_name == "list":
        for index, item in enumerate(value):
            yield from _faults(item, shape.member, f"{path}.{index + 1}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from _faults(key, shape.key, f"{path}.{key}")
            yield from _faults(item, shape.value, f"{path}.{key}")


def _broken_constraint(value: Any, shape: Any) -> str | None:  # noqa: ANN401 - whatever JSON has
    limits = shape.metadata
    size = value if shape.type_name in ("integer", "long") else len(value) if hasattr(value, "__len__") else 0
    measure = "have value" if shape.type_name in ("integer", "long") else "have length"
    if limits.get("enum") and value not in limits["enum"]:
        return f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"
    if "max" in limits and size > limits["max"]:
        return f"Member must {measure} less than or equal to {limits['max']}"
    if "pattern" in limits and not re.fullmatch(limits["pattern"], value, re.DOTALL):
        return f"Member must satisfy regular expression pattern: {limits['pattern']}"
    return None


def shaped(value: Any, shape: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    """Return an output as JSON: members that the shape lacks and members without a value left out, times as seconds."""
    if shape.type_name == "structure":
        members = shape.members.items()
        return {name: shaped(value[name], member) for name, member in members if value.get(name) is not None}
    if shape.type_name == "list":
        return [shaped(item, shape.member) for item in value]
    if shape.type_name == "map":
        return {key: shaped(item, shape.value) for key, item in value.items()}
    return value.timestamp() if isinstance(value, datetime) else value


def page(items: list[Any], parameters: dict[str, Any], size: int) -> tuple[list[Any], str | None]:
    """Return one page of a list and the token of the next, None at the end.

    Args:
        items: the whole list.
        parameters: an operation's input, with ``maxResults`` and ``nextToken`` if the caller gave them.
        size: of a page, where the caller gives none.

    Raises:
        ServiceError: the token isn't one of these.
    """
    token = parameters.get("nextToken", "0")
    if not token.isdecimal() or int(token) > len(items):
        raise ServiceError("InvalidNextTokenException", f"The token {token!r} is not one that this operation gave.")
    start, end = int(token), int(token) + parameters.get("maxResults", size)
    return items[start:end], str(end) if end < len(items) else None


def _response(status: int, version: str, body: Any) -> Response:  # noqa: ANN401 - whatever JSON has
    headers = {"Content-Type": f"application/x-amz-json-{version}"}
    return status, headers, json.dumps(body).encode()
