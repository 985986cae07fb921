"""What MiniStack's services return, with the types that MiniStack doesn't declare."""

from typing import Any

from ministack.core import responses

Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body."""


def json_response(data: Any, status: int = 200) -> Response:  # noqa: ANN401 - JSON
    """Return a response of a JSON protocol."""
    response: Response = responses.json_response(data, status)
    return response


def error_response_json(code: str, message: str, status: int = 400) -> Response:
    """Return an error of a JSON protocol."""
    response: Response = responses.error_response_json(code, message, status)
    return response
