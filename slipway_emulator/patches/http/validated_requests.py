"""A request that the model of its service doesn't allow is refused before the service sees it.

AWS validates each request: required members, types, patterns, lengths, ranges and values of enumerations. An error has
the form and the code of the service's protocol:
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
https://smithy.io/2.0/spec/constraint-traits.html

The rules that a model doesn't have, such as the grammar of policy documents, are checked after authorization: a caller
who isn't allowed gets AccessDenied.

MiniStack validates some members of some services, stores whatever else it gets, and answers 500 to JSON with many
levels. ``slipway_emulator/models/unenforced.py`` lists what AWS's models have and AWS doesn't enforce.
"""

import functools
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from ministack import app
from ministack.core import iam_actions, router

if TYPE_CHECKING:
    from slipway_emulator.models.service_models import Request

_Response = tuple[int, dict[str, str], Any]
_Handle = Callable[..., Awaitable[_Response | None]]
_SES_V2 = "/v2/email/"
_refusal: ContextVar[_Response | None] = ContextVar("refusal", default=None)  # of the request, after authorization
_RECURSION = b"maximum recursion depth exceeded"  # in MiniStack's response after a RecursionError


def apply() -> None:
    """Wrap the functions that find the service of a request, and the handlers, which are called after authorization."""
    app._dispatch_service_request = _validating(app._dispatch_service_request, _service)
    app._handle_special_data_plane_request = _validating(app._handle_special_data_plane_request, _special_service)
    app.SERVICE_HANDLERS = _Handlers(app.SERVICE_HANDLERS)


class _Handlers(dict[str, _Handle]):
    """The services' handlers, by name."""

    def get(self, service: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict's
        """Return the handler of a service, or one that returns the error response to the current request."""
        return super().get(service, default) if _refusal.get() is None else _refuse


async def _refuse(*_: object) -> _Response | None:
    return _refusal.get()


def _service(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> str:
    parameters = app._routing_params(method, path, headers, body, query)
    return str(router.detect_service(method, path, headers, parameters))


def _special_service(_method: str, path: str, *_: object) -> str:
    """Return the service of a request that MiniStack doesn't dispatch by it, an empty string for others."""
    return "ses" if path.startswith(_SES_V2) else ""


def _validating(handle: _Handle, find_service: Callable[..., str]) -> _Handle:
    @functools.wraps(handle)
    async def validate(
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, Any],
        request_id: str,
        **more: object,
    ) -> _Response | None:
        # Imported by the first request, because botocore would double the time that the start takes.
        from slipway_emulator.models.service_models import Request  # noqa: PLC0415
        from slipway_emulator.validation import requests  # noqa: PLC0415

        service = find_service(method, path, headers, body, query)
        if service and service != "s3":
            body = app._decompress_request_body(body, headers)
        request = Request(service, method, path, headers, body, query, router.extract_region(headers, query))
        rejection = requests.rejection(request) if service else None
        # MiniStack doesn't look up a handler for the requests of the special data plane.
        is_later = rejection is not None and rejection.is_after_authorization and find_service is _service
        if rejection and not is_later:
            return _authentication_failure(request, request_id) or _with_id(rejection.response, request_id)
        _refusal.set(_with_id(rejection.response, request_id) if rejection else None)
        try:
            response = await handle(method, path, headers, body, query, request_id, **more)
        except RecursionError:
            return _with_id(requests.malformed_response(request), request_id)
        is_too_deep = response is not None and response[0] == 500 and _RECURSION in bytes(response[2])
        return _with_id(requests.malformed_response(request), request_id) if is_too_deep else response

    return validate


def _authentication_failure(request: "Request", request_id: str) -> _Response | None:
    """Return the error that comes before any other: the caller's credentials are wrong."""
    if iam_actions.unsigned_operations(request.service) and not router.extract_access_key_id(
        request.headers, request.query
    ):
        return None
    failure: _Response | None = app._authenticate_only(request.service, request.headers, request.query, request_id)
    return failure


def _with_id(response: _Response, request_id: str) -> _Response:
    status, headers, body = response
    return status, {**headers, "x-amzn-requestid": request_id, "x-amz-request-id": request_id}, body
