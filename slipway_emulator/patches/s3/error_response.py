"""Refusals of requests to S3, with the types that MiniStack's function for them doesn't have."""

from collections.abc import Mapping
from typing import Any

from ministack.services import s3

Response = tuple[int, dict[str, str], Any]


def error_response(code: str, message: str, status: int, members: Mapping[str, str] | None = None) -> Response:
    """Return an error of S3.

    Args:
        code: such as ``InvalidArgument``.
        message: message as AWS writes it.
        status: HTTP status.
        members: further elements of the document, such as ``ArgumentName``.
    """
    response: Response = s3._error(code, message, status, extra=members)
    return response
