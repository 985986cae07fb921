"""The key of a request to S3, and the error about one of its arguments."""

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import Request


def key_of(request: Request) -> str:
    """Return the key of the object that a request is for; empty if it is for a bucket."""
    return request.path.lstrip("/").partition("/")[2]


def invalid_argument(message: str, name: str, value: str | None = None) -> ServiceError:
    """Return the error about an argument.

    Args:
        message: message for the caller.
        name: name of the argument, e.g. ``x-amz-acl``.
        value: value that S3 repeats; None if it doesn't.
    """
    members = {"ArgumentName": name} | ({} if value is None else {"ArgumentValue": value})
    return ServiceError("InvalidArgument", message, members=members)
