"""AWS's JSON protocol, implemented with botocore's model of a service.

The input of an operation is validated against the model, and its output is shaped by it, so that boto3 and Terraform
can parse every response: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

import functools
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NoReturn

import botocore.session
from botocore.model import OperationModel
from botocore.validate import ParamValidator

_log = logging.getLogger(__name__)

Operation = Callable[[dict[str, Any]], dict[str, Any] | None]
Response = tuple[int, dict[str, str], bytes]  # status, headers, body


class ServiceError(Exception):
    """An error response of the service; ``code`` is one of the error names in the service's model."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@functools.cache
def model(service: str) -> Any:  # noqa: ANN401 - botocore defines its members at run time
    """Return botocore's model of a service; ``service`` is boto3's name for it."""
    return botocore.session.get_session().get_service_model(service)


def respond(service: str, operations: Mapping[str, Operation], target: str, body: bytes) -> Response:
    """Return the response to a request.

    Args:
        service: boto3's name, e.g. ``codepipeline``.
        operations: the implemented operations by name; any other operation of the model is rejected.
        target: the header ``X-Amz-Target``, which ends with the operation's name.
        body: of the request.
    """
    name = target.rpartition(".")[2]
    version = model(service).metadata["jsonVersion"]
    try:
        operation = _operation_model(service, name)
        function = operations.get(name) or _reject(service, name)
        parameters = _parameters(body)
        validate(operation, parameters)
        output = function(parameters) or {}
        return _response(200, version, serialize(output, operation.output_shape) if operation.output_shape else {})
    except ServiceError as error:
        return _response(400, version, {"__type": error.code, "message": error.message})
    except Exception as error:  # noqa: BLE001 - without a response, clients would retry for minutes
        _log.exception("%s of %s", name, service)
        return _response(500, version, {"__type": "InternalFailure", "message": f"{type(error).__name__}: {error}"})


def rejection(service: str, target: str, body: bytes) -> Response | None:
    """Return the error response to a request that the model doesn't allow; None if it is valid.

    For a service of MiniStack: an operation that isn't in the model is left to it.

    Args:
        service: boto3's name, e.g. ``codebuild``.
        target: the header ``X-Amz-Target``, which ends with the operation's name.
        body: of the request.
    """
    name = target.rpartition(".")[2]
    if name not in model(service).operation_names:
        return None
    try:
        validate(model(service).operation_model(name), _parameters(body))
    except ServiceError as error:
        return _response(400, model(service).metadata["jsonVersion"], {"__type": error.code, "message": error.message})
    return None


def _operation_model(service: str, name: str) -> OperationModel:
    if name not in model(service).operation_names:
        raise ServiceError("UnknownOperationException", f"{service} has no operation {name!r}.")
    operation: OperationModel = model(service).operation_model(name)
    return operation


def _reject(service: str, name: str) -> NoReturn:
    raise ServiceError("ValidationException", f"The local AWS doesn't support {name} of {service}.")


def _parameters(body: bytes) -> dict[str, Any]:
    try:
        parameters = json.loads(body or b"{}")
    except ValueError as error:
        raise ServiceError("SerializationException", "The body is not JSON.") from error
    if not isinstance(parameters, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object.")
    return parameters


def validate(operation: OperationModel, parameters: dict[str, Any]) -> None:
    """Validate an operation's input: types and required members as boto3 does, then the constraints of the model.

    Raises:
        ServiceError: ``ValidationException``, whose message lists every error in AWS's wording.
    """
    if operation.input_shape is None:
        return
    report = ParamValidator().validate(parameters, operation.input_shape)
    if report.has_errors():
        raise ServiceError("ValidationException", report.generate_report())
    errors = list(_constraint_errors(parameters, operation.input_shape, ""))
    if errors:
        count = f"{len(errors)} validation error{'s' if len(errors) > 1 else ''} detected: "
        raise ServiceError("ValidationException", count + "; ".join(errors))


def _constraint_errors(value: Any, shape: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from _constraint_errors(value[name], member, f"{path}.{name}".lstrip("."))
        return
    constraint = _broken_constraint(value, shape)
    if constraint:
        yield f"Value at '{path}' failed to satisfy constraint: {constraint}"
    if shape.type_name == "list":
        for index, item in enumerate(value):
            yield from _constraint_errors(item, shape.member, f"{path}.{index + 1}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            yield from _constraint_errors(key, shape.key, f"{path}.{key}")
            yield from _constraint_errors(item, shape.value, f"{path}.{key}")


def _broken_constraint(value: Any, shape: Any) -> str | None:  # noqa: ANN401 - any JSON value
    limits = shape.metadata
    size = value if shape.type_name in ("integer", "long") else len(value) if hasattr(value, "__len__") else 0
    measure = "have value" if shape.type_name in ("integer", "long") else "have length"
    if limits.get("enum") and value not in limits["enum"]:
        return f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"
    if "max" in limits and size > limits["max"]:
        return f"Member must {measure} less than or equal to {limits['max']}"
    if "pattern" in limits and not re.fullmatch(_python_pattern(limits["pattern"]), value, re.DOTALL):
        return f"Member must satisfy regular expression pattern: {limits['pattern']}"
    return None


def _python_pattern(pattern: str) -> str:
    """Return a pattern of a model, which is Java's, with Python's names for letters, numbers and separators."""
    return pattern.replace(r"\p{L}", r"\w").replace(r"\p{N}", r"\w").replace(r"\p{Z}", r" \xa0\u2000-\u200a\u3000")


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
