"""SNS's protocol: a form as the request, XML as the response."""

import re
from urllib.parse import quote_plus

from aws_client.connection import Response
from aws_client.endpoints import Service
from aws_client.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_OPERATIONS = {("sns", "Publish")}
_CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
_LEAF = re.compile(rb"<(\w+)>([^<]*)</\1>")


def encode(service: Service, operation: str, arguments: "Mapping[str, Any]") -> Request:
    """Return the request of a call.

    Raises:
        NotImplementedError: the operation is not one that this library knows.
    """
    if (service.name, operation) not in _OPERATIONS:
        raise NotImplementedError(f"aws_client has no {operation} of {service.name}: use boto3 for it")
    fields = [("Action", operation), ("Version", service.target)]
    for name, value in arguments.items():
        fields += _attributes(name, value) if isinstance(value, dict) else [(name, _text(value))]
    body = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields)
    return Request("POST", "/", "", {"content-type": _CONTENT_TYPE}, body.encode())


def _attributes(name: str, attributes: "Mapping[str, Mapping[str, Any]]") -> "Iterator[tuple[str, str]]":
    """Yield the fields of message attributes, a list of pairs."""
    for number, (key, attribute) in enumerate(attributes.items(), 1):
        entry = f"{name}.entry.{number}"
        yield f"{entry}.Name", key
        for member, value in attribute.items():
            yield f"{entry}.Value.{member}", _text(value)


def _text(value: "Any") -> str:  # noqa: ANN401 - a member's value
    if isinstance(value, bytes):
        import base64  # noqa: PLC0415 - few messages have binary attributes

        return base64.b64encode(value).decode()
    if not isinstance(value, str):
        raise TypeError(f"{value!r} must be a string or bytes")
    return value


def decode(response: Response) -> "dict[str, Any]":
    """Return the members of a successful response."""
    members = _leaves(response.body)
    members.pop("RequestId", None)
    return dict(members)


def decode_error(response: Response) -> "dict[str, Any]":
    """Return an error's code and message in ``Error``."""
    leaves = _leaves(response.body)
    error = {name: leaves[name] for name in ("Type", "Code", "Message") if name in leaves}
    return {"Error": {"Code": str(response.status), "Message": "", **error}}


def _leaves(body: bytes) -> dict[str, str]:
    """Return the elements without children: the results of the operations above have no two of one name."""
    return {name.decode(): _unescape(text.decode("utf-8", "replace")) for name, text in _LEAF.findall(body)}


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    import html  # noqa: PLC0415 - few messages have an entity

    return html.unescape(text)
