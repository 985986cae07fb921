"""The response of a function to an HTTP request, as API Gateway and function URLs read it.

The rules of the formats 1.0 and 2.0, and what isn't in them but was observed on AWS:
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://github.com/aws/aws-sam-cli/blob/develop/samcli/local/apigw/local_apigw_service.py
"""

import base64
import json
import re
from dataclasses import dataclass, field
from typing import Any

_STATUS = re.compile("[2-5][0-9]{2}")  # a final status: https://www.rfc-editor.org/rfc/rfc9110#name-status-codes
_WITHOUT_BODY = (204, 304)
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_RENAMED = ("connection", "content-length", "date", "server")
_CONNECTION = ("connection", "content-length", "transfer-encoding")
_BOOLEANS = {"true": True, "True": True, "false": False, "False": False}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


class MalformedResponseError(Exception):
    """The function returned something that isn't a response to an HTTP request."""


@dataclass
class ProxyResponse:
    """A valid response.

    Attributes:
        status: HTTP status code, from 200 to 599.
        headers: the values of each header, with the name's case as returned. A header without a value was ``null``:
            it isn't sent, and no default takes its place.
        body: empty if there is none.
        is_base64: whether the body is encoded.
        cookies: values of ``Set-Cookie``, in the format 2.0.
    """

    status: int
    headers: dict[str, list[str]]
    body: str
    is_base64: bool
    cookies: list[str] = field(default_factory=list)

    def rename_connection_headers(self) -> None:
        """Rename the headers that API Gateway itself sets, as a REST API and a function URL do."""
        self.headers = {
            f"x-amzn-Remapped-{name}" if name.lower() in _RENAMED else name: values
            for name, values in self.headers.items()
            if name.lower() != "transfer-encoding"
        }

    def drop_connection_headers(self) -> None:
        """Drop the headers of the connection, as an HTTP API does."""
        self.headers = {name: values for name, values in self.headers.items() if name.lower() not in _CONNECTION}

    def as_members(self) -> dict[str, Any]:
        """Return the response as MiniStack reads it: an object of the format 1.0 or 2.0 that is certainly valid."""
        return {
            "statusCode": self.status,
            "headers": {name: values for name, values in self.headers.items() if values},
            "body": self.body,
            "isBase64Encoded": self.is_base64,
            "cookies": self.cookies,
        }

    def without_null_headers(self, headers: dict[str, Any]) -> dict[str, Any]:
        """Return the headers of MiniStack's response without the defaults of those that are ``null``."""
        null = {name.lower() for name, values in self.headers.items() if not values}
        return {name: value for name, value in headers.items() if name.lower() not in null}


def parse(returned: dict[str, Any]) -> ProxyResponse:
    """Return the response in what a function returned, in the format 1.0 or 2.0; members of neither are ignored.

    Raises:
        MalformedResponseError: a member has a value that AWS doesn't accept.
    """
    status = _status(returned.get("statusCode"))
    headers = _merge(_object(returned.get("headers")), _object(returned.get("multiValueHeaders")))
    body = returned.get("body")
    if not isinstance(body, str | None):
        raise MalformedResponseError("body")
    return ProxyResponse(
        status,
        headers,
        "" if body is None or status in _WITHOUT_BODY else _encodable(body),
        _boolean(returned.get("isBase64Encoded")),
        [value for cookie in _list(returned.get("cookies")) for value in _values(cookie)],
    )


def is_decodable(response: ProxyResponse) -> bool:
    """Return whether the body is text, or valid base64."""
    try:
        base64.b64decode(response.body if response.is_base64 else "", validate=True)
    except ValueError:
        return False
    return True


def _status(value: Any) -> int:  # noqa: ANN401 - any JSON value
    if value is None:
        return 200
    is_number = isinstance(value, str | int | float) and not isinstance(value, bool)
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if not is_number or not _STATUS.fullmatch(text):
        raise MalformedResponseError("statusCode")
    return int(text)


def _boolean(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    value = _BOOLEANS.get(value, value) if isinstance(value, str) else value
    if not isinstance(value, bool | None):
        raise MalformedResponseError("isBase64Encoded")
    return bool(value)


def _merge(single: dict[str, Any], multiple: dict[str, Any]) -> dict[str, list[str]]:
    """Return the values of both: those of ``multiple``, and then the one of ``single`` unless it is among them."""
    merged: dict[str, list[str]] = {}
    names: dict[str, str] = {}  # the first spelling of each name
    for source in (multiple, {name: [value] for name, value in single.items()}):
        for name, values in source.items():
            if not _HEADER_NAME.fullmatch(name):
                raise MalformedResponseError("headers")
            present = merged.setdefault(names.setdefault(name.lower(), name), [])
            added = [value for item in _list(values) for value in _values(item)]
            present += added if source is multiple else [value for value in added if value not in present]
    return merged


def _values(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    """Return a header's value as text: a number or a boolean as in JSON, and nothing for ``null``.

    https://github.com/aws/aws-sam-cli/issues/221
    https://github.com/aws/aws-sam-cli/issues/1218
    """
    if value is None:
        return []
    if not isinstance(value, str | bool | int | float):
        raise MalformedResponseError("headers")
    text = value if isinstance(value, str) else json.dumps(value)
    if not _HEADER_VALUE.fullmatch(text):
        raise MalformedResponseError("headers")
    return [_encodable(text)]


def _object(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, dict | None):
        raise MalformedResponseError("headers")
    return value or {}


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - any JSON value
    if not isinstance(value, list | None):
        raise MalformedResponseError("multiValueHeaders")
    return value or []


def _encodable(text: str) -> str:
    """Return text with a question mark for each half of a surrogate pair, which has no encoding."""
    return text.encode("utf-8", "replace").decode()
