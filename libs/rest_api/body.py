"""Request bodies: strict JSON, with every refusal saying what is wrong."""

import base64
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NoReturn

from rest_api.errors import HttpError

MAX_BYTES = 64 * 1024
"""Of a decoded body. The largest movie is about 5 KiB, or 30 with every character escaped."""

_SHOWN = 20  # characters of a number that is refused


def parse_json(event: Mapping[str, Any], content_type: str) -> Any:  # noqa: ANN401 - JSON can be anything
    """Return what the body of an API Gateway event holds.

    Args:
        event: the proxy integration's event, whose ``body`` may be in Base64.
        content_type: the request's header, parameters and all.

    Raises:
        HttpError: 415, 413 or 400.
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise HttpError(415, "The content type must be application/json.")
    body = _bytes(event.get("body") or "", encoded=bool(event.get("isBase64Encoded")))
    if len(body) > MAX_BYTES:
        raise HttpError(413, f"The body must not be larger than {MAX_BYTES} bytes.")
    return _parse(_text(body))


def _bytes(body: str, *, encoded: bool) -> bytes:
    try:
        # surrogatepass: a lone surrogate in the event becomes bytes that are no UTF-8, refused as such.
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
    # The gateway hands text on with U+FFFD where it got bytes that are no UTF-8.
    if "\ufffd" in text:
        raise HttpError(400, "The body is not valid UTF-8.")
    return text


def _parse(text: str) -> Any:  # noqa: ANN401 - JSON can be anything
    try:
        value = json.loads(
            text, parse_float=_number, parse_int=_whole_number, parse_constant=_no_number, object_pairs_hook=_object
        )
        # An escape can name half of a surrogate pair, which no UTF-8, and so no table, can hold.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise HttpError(400, f"The body is not valid JSON: {error.msg} at character {error.pos}.") from None
    except RecursionError:
        raise HttpError(400, "The body is nested too deeply.") from None
    except UnicodeEncodeError:
        raise HttpError(400, "The body holds half of a surrogate pair.") from None
    except ValueError as error:
        raise HttpError(400, f"The body is not valid JSON: {error}.") from None
    return value


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # of more digits than Python reads, about which its own message gives advice for Python
        raise ValueError(f"the number {_short(text)} has too many digits") from None


def _number(text: str) -> float:
    """Return the number, unless a double would change it: what is stored and answered is what was sent."""
    number = float(text)
    # 1e-130 to 1e126 is the range of DynamoDB's numbers; a double's 17 digits are within their 38.
    # The range also keeps Decimal from exponents that it can't hold.
    if number and 1e-130 <= abs(number) < 1e126 and Decimal(text) == Decimal(repr(number)):
        return number
    if not number and not text.lower().partition("e")[0].strip("-0."):
        return 0.0
    raise ValueError(f"the number {_short(text)} has too many digits, or is too large or too small")


def _short(number: str) -> str:
    return number if len(number) <= _SHOWN else f"{number[:_SHOWN]}…"


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that occurs twice: the gateway and the function could each believe another one."""
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"the name {name[:50]!r} occurs twice in one object")
        members[name] = value
    return members
