"""Inputs as XML: https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings."""

from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

from slipway_emulator.models import forms
from slipway_emulator.models.errors import malformed


def decode(shape: Any, body: bytes) -> dict[str, Any]:  # noqa: ANN401 - botocore has no types
    """Return the input in an XML document.

    Raises:
        ServiceError: the body isn't XML, or a value has another type than in the model.
    """
    try:
        root = fromstring(body)  # noqa: S314 - expat limits the expansion of entities
    except (ParseError, ValueError) as error:
        raise malformed("rest-xml", "The XML you provided was not well-formed.") from error
    return _structure(shape, root)


def _structure(shape: Any, element: Element) -> dict[str, Any]:  # noqa: ANN401 - botocore has no types
    decoded: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        if member.serialization.get("xmlAttribute"):
            attribute = _attribute(element, wire)
            decoded.update({name: attribute} if attribute is not None else {})
            continue
        children = [child for child in element if _local(child) == wire]
        if not children:
            continue
        if member.type_name == "list" and member.serialization.get("flattened"):
            decoded[name] = [_value(member.member, child) for child in children]
        else:
            decoded[name] = _value(member, children[0])
    return decoded


def _value(shape: Any, element: Element) -> Any:  # noqa: ANN401 - any value
    if shape.type_name == "structure":
        return _structure(shape, element)
    if shape.type_name == "list":
        return [_value(shape.member, child) for child in element]
    if shape.type_name == "map":
        return {}
    text = element.text or ""
    return text if shape.type_name in ("string", "blob", "timestamp") else forms.scalar(shape, text.strip())


def _attribute(element: Element, wire: str) -> str | None:
    name = wire.rpartition(":")[2]
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
