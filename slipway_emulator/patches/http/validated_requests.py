"""A request that the model of its service doesn't allow is refused before the service sees it.

AWS validates each request: required members, types, patterns, lengths, ranges and values of enumerations. An error has
the form and the code of the service's protocol:
https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html
https://smithy.io/2.0/spec/constraint-traits.html

The order is the same for all services: AWS authenticates the caller, authorizes the request, and then validates it. A
caller who isn't allowed gets AccessDenied, whatever the values are. A body that can't be read names no resource, so
the request is authorized on ``*``:
https://docs.aws.amazon.com/IAM/latest/UserGuide/intro-structure.html
https://frichetten.com/blog/aws-api-enum-vuln/

MiniStack validates some members of some services, stores whatever else it gets, and answers 500 to JSON with many
levels. ``slipway_emulator/models/unenforced.py`` lists what AWS's models have and AWS doesn't enforce.
"""

import functools
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from ministack import app
from ministack.core import router
from ministack.services import s3, ses_v2

_Response = tuple[int, dict[str, str], Any]
_Handle = Callable[..., Awaitable[_Response | None]]
_SES_V2 = "/v2/email"
_OPERATION_NAME = "x-id"  # a parameter that some SDKs add to the URL, without a meaning
_refusal: ContextVar[_Response | None] = ContextVar("refusal", default=None)  # of the request, after authorization
_RECURSION = b"maximum recursion depth exceeded"  # in MiniStack's response after a RecursionError


def apply() -> None:
    """Wrap the functions that authorize requests, and those that they call afterwards."""
    app._dispatch_service_request = _validating(app._dispatch_service_request, _service)
    app._handle_ses_v2_request = _validating(app._handle_ses_v2_request, _ses_v2)
    app.SERVICE_HANDLERS = _Handlers(app.SERVICE_HANDLERS)
    ses_v2.handle_request = _refusing(ses_v2.handle_request)
    s3._dispatch = _validating_s3(s3._dispatch)


class _Handlers(dict[str, _Handle]):
    """The services' handlers, by name."""

    def get(self, service: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict's
        """Return the handler of a service, or one that returns the error response to the current request."""
        handler = super().get(service, default)
        return handler and _refusing(handler)


def _refusing(handle: _Handle) -> _Handle:
    """Return a handler that returns the error response to the current request, if it has one."""

    @functools.wraps(handle)
    async def handle_request(*arguments: object) -> _Response | None:
        return _refusal.get() or await handle(*arguments)

    return handle_request


def _service(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> str:
    parameters = app._routing_params(method, path, headers, body, query)
    return str(router.detect_service(method, path, headers, parameters))


def _ses_v2(_method: str, path: str, *_: object) -> str:
    return "ses" if path.startswith(_SES_V2) else ""


def _validating(handle: _Handle, find_service: Callable[..., str]) -> _Handle:
    @functools.wraps(handle)
    async def validate(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> _Response | None:
        service = find_service(method, path, headers, body, query)
        if not service:
            return await handle(method, path, headers, body, query, request_id)
        # Imported by the first request, because botocore would double the time that the start takes.
        from slipway_emulator.models.service_models import Request  # noqa: PLC0415
        from slipway_emulator.validation import requests  # noqa: PLC0415

        if service != "s3":
            body = app._decompress_request_body(body, headers)
        request = Request(service, method, path, headers, body, query, router.extract_region(headers, query))
        rejection = requests.rejection(request)
        _refusal.set(_with_id(rejection.response, request_id) if rejection else None)
        if rejection and not rejection.is_readable:
            body = b""
        try:
            response = await handle(method, path, headers, body, query, request_id)
        except RecursionError:
            return _with_id(requests.malformed_response(request), request_id)
        is_too_deep = response is not None and response[0] == 500 and _RECURSION in bytes(response[2])
        return _with_id(requests.malformed_response(request), request_id) if is_too_deep else response

    return validate


def _validating_s3(dispatch: Callable[..., _Response]) -> Callable[..., _Response]:
    """Validate a request after S3 has authorized it, by the path or the virtual host of its bucket."""

    @functools.wraps(dispatch)
    def validate(
        method: str, bucket: str, key: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Response:
        from slipway_emulator.models.service_models import Request  # noqa: PLC0415 - as above
        from slipway_emulator.validation import s3_requests  # noqa: PLC0415

        request = Request("s3", method, f"/{bucket}/{key}".rstrip("/"), headers, body, query)
        refusal = s3_requests.rejection(request)
        if refusal is None:
            return dispatch(method, bucket, key, headers, body, query)
        is_change = method != "GET" and not query.keys() <= {_OPERATION_NAME}
        return s3._no_such_bucket(bucket) if is_change and s3._ensure_bucket(bucket) is None else refusal

    return validate


def _with_id(response: _Response, request_id: str) -> _Response:
    status, headers, body = response
    return status, {**headers, "x-amzn-requestid": request_id, "x-amz-request-id": request_id}, body
