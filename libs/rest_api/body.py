"""The body of a request: strict JSON that matches a schema."""

import base64
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NoReturn

from json_schema.validator import find_error
from rest_api.request import HttpError, Request

MAX_BYTES = 64 * 1024
"""Maximum size of a decoded body. The largest valid movie has about 5 KiB, or 30 KiB with every character escaped."""

_MAX_SHOWN = 20  # characters of an invalid number in a message


def json_body(request: Request, schema: dict[str, Any]) -> Any:  # noqa: ANN401 - the schema defines the type
    """Return the parsed body of a request.

    Args:
        request: a request with a JSON body.
        schema: the body's schema, from `json_schema.validator.load`.

    Raises:
        HttpError: 415, the content type is not JSON; 413, the body is too large; 400, it is not valid.
    """
    content_type = request.header("content-type") or ""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise HttpError(415, "The content type must be application/json.")
    body = _bytes(request.event.get("body") or "", encoded=bool(request.event.get("isBase64Encoded")))
    if len(body) > MAX_BYTES:
        raise HttpError(413, f"The body must not be larger than {MAX_BYTES} bytes.")
    value = _parse(_text(body))
    if error := find_error(schema, value):
        raise HttpError(400, f"{error}.")
    return value


def _bytes(body: str, *, encoded: bool) -> bytes:
    try:
        # surrogatepass: a lone surrogate becomes bytes that are not UTF-8, which `_text` rejects.
        return base64.b64decode(body, validate=True) if encoded else body.encode("utf-8", "surrogatepass")
    except ValueError:
        raise HttpError(400, "The body is not valid Base64.") from None


def _text(body: bytes) -> str:
    if not body.strip():
        raise HttpError(400, "The body is missing.")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\ufffd"
    # API Gateway replaces bytes that are not UTF-8 by U+FFFD.
    if "\ufffd" in text:
        raise HttpError(400, "The body is not valid UTF-8.")
    return text


def _parse(text: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        value = json.loads(
            text, parse_float=_number, parse_int=_integer, parse_constant=_reject_constant, object_pairs_hook=_object
        )
        # An escape sequence can contain half of a surrogate pair, which can't be encoded in UTF-8.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise HttpError(400, f"The body is not valid JSON: {error.msg} at character {error.pos}.") from None
    except RecursionError:
        raise HttpError(400, "The body is nested too deeply.") from None
    except UnicodeEncodeError:
        raise HttpError(400, "The body contains half of a surrogate pair.") from None
    except ValueError as error:
        raise HttpError(400, f"The body is not valid JSON: {error}.") from None
    return value


def _integer(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # Python limits the number of digits; its message is about Python, not about the request
        raise ValueError(f"the number {_shorten(text)} has too many digits") from None


def _number(text: str) -> float:
    """Return a number, unless a double would change its value: clients read the number that they sent."""
    number = float(text)
    # DynamoDB's numbers range from 1e-130 to 1e126 and have 38 digits; a double has 17. The range is checked first
    # because Decimal fails on exponents that are too large for it.
    if number and 1e-130 <= abs(number) < 1e126 and Decimal(text) == Decimal(repr(number)):
        return number
    if not number and not text.lower().partition("e")[0].strip("-0."):
        return 0.0
    raise ValueError(f"the number {_shorten(text)} has too many digits, or is too large or too small")


def _shorten(number: str) -> str:
    return number if len(number) <= _MAX_SHOWN else f"{number[:_MAX_SHOWN]}…"


def _reject_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, unless a name is repeated: API Gateway and the function might use different values."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the name {name[:50]!r} occurs twice in one object")
        members[name] = value
    return members
