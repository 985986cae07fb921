"""Parameters of Systems Manager, kept between the invocations of a function."""

import time
from functools import cache
from typing import Any

import boto3

_read: dict[str, tuple[float, str]] = {}  # by name: when it was read, and its value


def get(name: str, max_age_seconds: float = 300) -> str:
    """Return the value of a parameter, decrypted if it is a SecureString.

    Args:
        name: name of the parameter, with its path.
        max_age_seconds: how old the value may be, in seconds. It is read again if it is older.

    Raises:
        ClientError: the parameter doesn't exist, or can't be read. An older value isn't used then.
    """
    now = time.monotonic()
    if name not in _read or now - _read[name][0] > max_age_seconds:
        value = _client().get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        _read[name] = (now, value)
    return _read[name][1]


@cache
def _client() -> Any:
    return boto3.client("ssm")
