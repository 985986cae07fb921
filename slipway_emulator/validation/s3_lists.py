"""The parameters of S3's lists.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
"""

import re
from collections.abc import Callable
from typing import Any

from slipway_emulator.models.service_models import Request
from slipway_emulator.validation.s3_arguments import invalid_argument

_INTEGER_MAXIMUM = 2**31 - 1


def first(value: Any) -> str:  # noqa: ANN401 - MiniStack has a list for each parameter, its tests a string
    """Return the first value of a parameter, the one that S3 reads."""
    return str(value[0] if isinstance(value, list) else value)


def _is_list(request: Request) -> bool:
    bucket, _, key = request.path.lstrip("/").partition("/")
    return request.method == "GET" and bool(bucket) and not key


def _check_encoding(request: Request, name: str, value: str) -> None:
    if _is_list(request) and value.lower() != "url":
        raise invalid_argument("Invalid Encoding Method specified in Request", name, value)


def _check_version_marker(request: Request, name: str, value: str) -> None:
    if "versions" in request.query and not first(request.query.get("key-marker", "")):
        message = "A version-id marker cannot be specified without a key marker."
        raise invalid_argument(message, name, value)


def _check_token(request: Request, name: str, value: str) -> None:
    if _is_list(request) and not value:
        raise invalid_argument("The continuation token provided is incorrect", name)


def _check_count(request: Request, name: str, value: str) -> None:
    """Check a number of a list, for which S3 has one message if it isn't a number and another if it is negative."""
    if request.method != "GET" or not value:
        return
    try:
        number = int(value) if re.fullmatch("-?[0-9]{1,4000}", value) else _INTEGER_MAXIMUM + 1
    except ValueError:
        number = _INTEGER_MAXIMUM + 1
    if not -_INTEGER_MAXIMUM - 1 <= number <= _INTEGER_MAXIMUM:
        raise invalid_argument(f"Provided {name} not an integer or within integer range", name, value)
    if number < 0:
        argument = "maxKeys" if name == "max-keys" else name
        message = f"Argument {argument} must be an integer between 0 and {_INTEGER_MAXIMUM}"
        raise invalid_argument(message, argument, str(number))


PARAMETERS: dict[str, Callable[[Request, str, str], None]] = {
    "continuation-token": _check_token,
    "encoding-type": _check_encoding,
    "max-keys": _check_count,
    "max-parts": _check_count,
    "max-uploads": _check_count,
    "part-number-marker": _check_count,
    "version-id-marker": _check_version_marker,
}
"""The check of each parameter, which gets the request, the name and the value."""
