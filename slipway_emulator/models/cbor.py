"""Inputs and outputs in CBOR, as Smithy's protocol RPC v2 has them.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.model import DenormalizedStructureBuilder
from botocore.parsers import ResponseParserError, RpcV2CBORParser
from botocore.serialize import RpcV2CBORSerializer

from slipway_emulator.models.errors import malformed

PROTOCOL = "smithy-rpc-v2-cbor"
# What botocore raises, also for timestamps that no date has.
_UNREADABLE = (ResponseParserError, ValueError, TypeError, OverflowError, RuntimeError)


def json_values(shape: Any, body: bytes) -> Any:  # noqa: ANN401 - botocore has no types
    """Return the input in a CBOR document as the JSON protocol has it: timestamps in seconds, and blobs as Base64.

    Args:
        shape: shape of the input; None if the operation has none.
        body: the document; empty for an input without members.

    Raises:
        ServiceError: the body isn't one CBOR map, or has a timestamp or a blob where the model has another type.
    """
    values = _decoded(body) if body else {}
    if not isinstance(values, dict):
        raise malformed("json", "The body is not a CBOR map.")
    return _json_value(shape, values) if shape else {}


def output(shape: Any, values: Mapping[str, Any]) -> bytes:  # noqa: ANN401 - botocore has no types
    """Return the CBOR document of an output that the JSON protocol has as ``values``; ``shape`` may be None."""
    return _encoded(shape, _cbor_value(shape, values)) if shape else _encoded(_structure({}), {})


def error(values: Mapping[str, Any]) -> bytes:
    """Return the CBOR document of an error, e.g. ``{"__type": "ResourceNotFound", "message": "…"}``."""
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    return _encoded(_structure(texts), texts)


def _decoded(body: bytes) -> Any:  # noqa: ANN401 - any value
    parser = RpcV2CBORParser()
    stream = parser.get_peekable_stream_from_bytes(body)
    try:
        value = parser.parse_data_item(stream)
    except _UNREADABLE as error:
        raise malformed("json", "The body is not CBOR.") from error
    if stream.read(1):
        raise malformed("json", "The body is more than one CBOR item.")
    return value


def _json_value(shape: Any, value: Any) -> Any:  # noqa: ANN401 - any value
    if shape.type_name == "structure" and isinstance(value, dict):
        return {name: _json_value(shape.members[name], item) for name, item in value.items() if name in shape.members}
    if shape.type_name == "list" and isinstance(value, list):
        return [item if item is None else _json_value(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: _json_value(shape.value, item) for key, item in value.items()}
    if shape.type_name == "blob" and isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if shape.type_name == "timestamp" and isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes | datetime) or shape.type_name in ("blob", "timestamp"):
        raise malformed("json", f"A value can not be converted to a {shape.type_name.title()}")
    if isinstance(value, float) and value - value != 0:
        return {float("inf"): "Infinity", float("-inf"): "-Infinity"}.get(value, "NaN")
    return value


def _cbor_value(shape: Any, value: Any) -> Any:  # noqa: ANN401 - any value
    """Return a value of the JSON protocol with the types that botocore serializes."""
    if shape.type_name == "structure":
        members = shape.members
        return {
            name: _cbor_value(members[name], item) for name, item in value.items() if _is_known(members, name, item)
        }
    if shape.type_name == "list":
        return [_cbor_value(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _cbor_value(shape.value, item) for key, item in value.items()}
    if shape.type_name == "blob":
        return _from_base64(value)
    if shape.type_name in ("integer", "long"):
        return int(value)
    return float(value) if shape.type_name in ("float", "double") else value


def _is_known(members: Mapping[str, Any], name: str, value: object) -> bool:
    return name in members and value is not None


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return text.encode()


def _structure(texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - botocore has no types
    return DenormalizedStructureBuilder().with_members({name: {"type": "string"} for name in texts}).build_model()


def _encoded(shape: Any, values: Mapping[str, Any]) -> bytes:  # noqa: ANN401 - botocore has no types
    document = bytearray()
    serializer: Any = RpcV2CBORSerializer()  # botocore-stubs doesn't know all of its members
    serializer._serialize_data_item(document, values, shape)
    return bytes(document)
