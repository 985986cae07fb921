"""Inputs as text: the forms of the query protocol, and the headers, labels and parameters of a URL.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from slipway_emulator.models.errors import malformed
from slipway_emulator.models.service_models import Request

# The key of a value's text, beside the names of its members.
_TEXT = ""
_Node = dict[str, Any]


def decode(shape: Any, form: Mapping[str, str], protocol: str) -> dict[str, Any]:  # noqa: ANN401 - botocore has no types
    """Return the input in a form.

    Args:
        shape: shape of the input.
        form: the parameters with their values.
        protocol: ``query`` or ``ec2``.

    Raises:
        ServiceError: a value has another type than in the model.
    """
    tree: _Node = {}
    for name, value in form.items():
        node = tree
        for part in name.split("."):
            node = node.setdefault(part, {})
        node[_TEXT] = value
    return _structure(shape, tree, protocol)


def parameters(request: Request) -> dict[str, str]:
    """Return the parameters of a request's body and URL; those of the URL come first."""
    body = dict(parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True))
    query = {name: value[0] if isinstance(value, list) else value for name, value in request.query.items()}
    return {**body, **query}


def scalar(shape: Any, text: str) -> Any:  # noqa: ANN401 - any scalar
    """Return the value of a string, number or boolean that was sent as text.

    Raises:
        ServiceError: the text isn't such a value.
    """
    kind = shape.type_name
    try:
        if kind in ("integer", "long"):
            return int(text)
        if kind in ("float", "double"):
            return float(text)
    except ValueError as error:
        raise malformed("query", f"{text!r} can not be converted to a number.") from error
    if kind == "boolean" and text.lower() not in ("true", "false"):
        raise malformed("query", f"{text!r} can not be converted to a Boolean.")
    return text.lower() == "true" if kind == "boolean" else text


def _structure(shape: Any, node: _Node, protocol: str) -> dict[str, Any]:  # noqa: ANN401 - botocore has no types
    decoded = {}
    for name, member in shape.members.items():
        child = node.get(_key(name, member, protocol))
        if child is None and _is_flat(member, protocol) and member.type_name == "list":
            child = node.get(member.member.serialization.get("name", ""))
        if child is not None:
            decoded[name] = _value(member, child, protocol)
    return decoded


def _key(name: str, member: Any, protocol: str) -> str:  # noqa: ANN401 - botocore has no types
    names = member.serialization
    if protocol == "ec2":
        wire = str(names.get("queryName") or names.get("name", name))
        return wire if "queryName" in names else wire[0].upper() + wire[1:]
    return str(names.get("name", name))


def _is_flat(shape: Any, protocol: str) -> bool:  # noqa: ANN401 - botocore has no types
    return protocol == "ec2" or bool(shape.serialization.get("flattened"))


def _value(shape: Any, node: _Node, protocol: str) -> Any:  # noqa: ANN401 - any value
    if shape.type_name == "structure":
        return _structure(shape, node, protocol)
    if shape.type_name == "list":
        return [_value(shape.member, item, protocol) for item in _items(shape, node)]
    if shape.type_name == "map":
        key, value = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        entries = [entry for entry in _numbered(node.get("entry", node)) if key in entry]
        return {
            str(entry[key].get(_TEXT, "")): _value(shape.value, entry[value], protocol)
            for entry in entries
            if value in entry
        }
    return scalar(shape, str(node.get(_TEXT, "")))


def _items(shape: Any, node: _Node) -> list[_Node]:  # noqa: ANN401 - botocore has no types
    for name in ("member", shape.member.serialization.get("name")):
        if name in node:
            return _numbered(node[name])
    return _numbered(node)


def _numbered(node: _Node) -> list[_Node]:
    return [node[number] for number in sorted(filter(str.isdecimal, node), key=int)]
