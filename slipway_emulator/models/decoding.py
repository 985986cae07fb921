"""Turns a request into the input of its operation, a dictionary by the names of the model's members.

Members that the model doesn't know are ignored, as AWS ignores them. A value of another type is refused with
``SerializationException``: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#malformed-requests
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import OperationModel

from slipway_emulator.models import forms, xml_bodies
from slipway_emulator.models.errors import ServiceError, malformed
from slipway_emulator.models.service_models import Request

# The levels that Jackson, AWS's parser, reads by default.
_MAX_DEPTH = 1000
_INTEGERS = {"integer": 2**31, "long": 2**63}
_TEXT = ("string", "character", "blob")


def operation_input(
    operation: OperationModel, protocol: str, request: Request, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return the input of an operation.

    Args:
        operation: the operation.
        protocol: protocol of the request.
        request: the request.
        labels: the values of the URL's labels, for the protocols that have them.

    Raises:
        ServiceError: the body can't be read, or a value has another type than in the model.
    """
    shape = operation.input_shape
    if shape is None:
        return {}
    if protocol in ("query", "ec2"):
        return forms.decode(shape, forms.parameters(request), protocol)
    if protocol == "json":
        return json_input(operation, request.body)
    return _rest_input(operation, protocol, request, labels)


def json_input(operation: OperationModel, body: bytes) -> dict[str, Any]:
    """Return the input of an operation from the body of a request in AWS's JSON protocol.

    Raises:
        ServiceError: the body can't be read, or a value has another type than in the model.
    """
    document = json_object(body)
    return _structure(document, operation.input_shape) if operation.input_shape else {}


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object that is the body of a request; an empty one if there is no body.

    Raises:
        ServiceError: the body is something else.
    """
    document = json_document(body or b"{}")
    if not isinstance(document, dict):
        raise malformed("json", "The body is not a JSON object.")
    return document


def json_document(body: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON document.

    Raises:
        ServiceError: it isn't one, or it has too many levels.
    """
    too_deep = f"Document nesting depth exceeds the maximum allowed ({_MAX_DEPTH})."
    if body.count(b"[") + body.count(b"{") > _MAX_DEPTH and _depth(body) > _MAX_DEPTH:
        raise malformed("json", too_deep)
    try:
        return _DECODER.decode(body.decode(json.detect_encoding(body)))
    except RecursionError as error:  # Python's limit depends on the callers
        raise malformed("json", too_deep) from error
    except ValueError as error:
        raise malformed("json", "The body is not JSON.") from error


def _reject_constant(name: str) -> None:
    """Reject NaN and Infinity, which Python reads and JSON doesn't have."""
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_reject_constant)


def _depth(body: bytes) -> int:
    depth = deepest = 0
    is_string = is_escaped = False
    for byte in body:
        if is_escaped:
            is_escaped = False
        elif byte == ord("\\"):
            is_escaped = is_string
        elif byte == ord('"'):
            is_string = not is_string
        elif not is_string:
            depth += (byte in b"[{") - (byte in b"]}")
            deepest = max(deepest, depth)
    return deepest


def _rest_input(
    operation: OperationModel, protocol: str, request: Request, labels: Mapping[str, str]
) -> dict[str, Any]:
    shape: Any = operation.input_shape
    values: dict[str, Any] = {}
    body_members = {}
    for name, member in shape.members.items():
        location = member.serialization.get("location")
        if location:
            value = _located(member, location, member.serialization.get("name", name), request, labels)
            if value is not None:
                values[name] = value
        else:
            body_members[name] = member
    payload = shape.serialization.get("payload")
    if payload:
        member = shape.members[payload]
        if member.type_name == "structure" and request.body:
            values[payload] = _body(member, protocol, request.body)
        elif request.body:
            values[payload] = request.body
    elif body_members and request.body:
        body = _body(shape, protocol, request.body)
        values.update({name: value for name, value in body.items() if name in body_members})
    return values


def _body(shape: Any, protocol: str, body: bytes) -> dict[str, Any]:  # noqa: ANN401 - botocore has no types
    return xml_bodies.decode(shape, body) if protocol == "rest-xml" else _structure(json_object(body), shape)


def _located(member: Any, location: str, name: str, request: Request, labels: Mapping[str, str]) -> Any:  # noqa: ANN401
    if location == "uri":
        return forms.scalar(member, labels[name]) if name in labels else None
    if location == "header":
        value = request.headers.get(name.lower())
        if value is None or member.type_name == "timestamp":
            return value
        return value.split(",") if member.type_name == "list" else forms.scalar(member, value)
    if location == "querystring" and member.type_name != "map" and name in request.query:
        given = request.query[name]
        given = given if isinstance(given, list) else [given]
        return given if member.type_name == "list" else forms.scalar(member, given[0])
    return None


def _structure(value: Any, shape: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict):
        raise _type_error(value, shape)
    members = shape.members
    decoded = {}
    for name, member in members.items():
        given = value.get(member.serialization.get("name", name))
        if given is not None:
            decoded[name] = _json_value(given, member)
    return decoded


def _json_value(value: Any, shape: Any) -> Any:  # noqa: ANN401 - any JSON value
    kind = shape.type_name
    if kind == "structure":
        return value if shape.is_document_type else _structure(value, shape)
    if kind == "list" and isinstance(value, list):
        return [item if item is None else _json_value(item, shape.member) for item in value]
    if kind == "map" and isinstance(value, dict):
        return {key: _json_value(item, shape.value) for key, item in value.items() if item is not None}
    if kind not in ("list", "map") and _is_scalar(value, shape):
        return value
    raise _type_error(value, shape)


def _is_scalar(value: Any, shape: Any) -> bool:  # noqa: ANN401 - any JSON value
    kind = shape.type_name
    if kind in _TEXT:
        return isinstance(value, str) or bool(shape.serialization.get("jsonvalue"))
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in _INTEGERS:
        return _is_number(value) and value == int(value) and -_INTEGERS[kind] <= value < _INTEGERS[kind]
    if kind == "timestamp":  # in seconds, unless the model has another format
        return _is_number(value) or (isinstance(value, str) and "timestampFormat" in shape.serialization)
    return _is_number(value) or value in ("NaN", "Infinity", "-Infinity")


def _is_number(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != float("inf")


def _type_error(value: Any, shape: Any) -> ServiceError:  # noqa: ANN401 - any JSON value
    wanted = {"blob": "a ByteBuffer", "string": "a String", "integer": "an Integer"}
    if isinstance(value, dict):
        return malformed("json", "Start of structure or map found where not expected.")
    if isinstance(value, list):
        return malformed("json", "Start of list found where not expected.")
    if shape.type_name in ("structure", "map", "list"):
        return malformed("json", f"Expected {'list' if shape.type_name == 'list' else 'map'} or null")
    kind = "STRING" if isinstance(value, str) else str(value).upper() if isinstance(value, bool) else "NUMBER"
    return malformed(
        "json", f"{kind}_VALUE can not be converted to {wanted.get(shape.type_name, f'a {shape.type_name.title()}')}"
    )
