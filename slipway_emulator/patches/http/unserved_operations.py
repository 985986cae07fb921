"""An operation that the local AWS doesn't support is refused by its name.

The error is ``NotImplemented`` with status 501, in the protocol of the service, and ``The local AWS doesn't support
<operation> of <service>.`` SDKs don't retry it. docs/local-aws.md lists these operations.

MiniStack responds in many ways: 404 for a function whose name is the path, an unknown path without the operation, a
message without an error code for a service that it doesn't have, or as if it were another operation.
"""

import functools
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack import app
from ministack.core import iam_actions, router

_CODE = "NotImplemented"
_Response = tuple[int, dict[str, str], Any]
_Dispatch = Callable[..., Awaitable[_Response | None]]
_UNSERVED = re.compile(
    rb"Unknown (?:[\w ]+ )?(?:action|operation|path): |Unknown (?:action|operation) |Function not found: /\d{4}-"
    rb"|No route for [A-Z]+ /|Unsupported service: |The action \w+ is not valid for this "
    rb"|Operation '\w+' (?:is )?not implemented"
)
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")
_SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")
_REFUSALS = (400, 404)
# MiniStack returns a usage plan, a model and a new key for them.
_MISTAKEN = ("GetUsage", "GetModelTemplate", "ImportApiKeys")


def apply() -> None:
    """Wrap the dispatch of a request to a service, and to version 2 of SES, which has its own."""
    app._dispatch_service_request = _refusing(app._dispatch_service_request)
    app._handle_ses_v2_request = _refusing(app._handle_ses_v2_request)


def _refusing(dispatch: _Dispatch) -> _Dispatch:
    @functools.wraps(dispatch)
    async def dispatch_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> _Response | None:
        if (mistaken := _mistaken(method, path, headers, query)) is not None:
            return _refusal("apigateway", mistaken, request_id, is_xml=False)
        response = await dispatch(method, path, headers, body, query, request_id)
        if not response or not _is_unserved(response):
            return response
        service = _service(method, path, headers, query)
        operation = _operation(service, method, path, headers, body, query)
        is_xml = "xml" in response[1].get("Content-Type", "")
        return _refusal(service, operation or f"{method} {path}", request_id, is_xml=is_xml)

    return dispatch_request


def _mistaken(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> str | None:
    """Return the operation of API Gateway that MiniStack takes for another one; None for all others."""
    if _service(method, path, headers, query) != "apigateway":
        return None
    operation = iam_actions._match_rest_action("apigateway", method, path, query)
    return operation if operation in _MISTAKEN else None


def _is_unserved(response: _Response) -> bool:
    status, _, body = response
    return isinstance(body, bytes) and status in _REFUSALS and bool(_UNSERVED.search(body))


def _service(method: str, path: str, headers: dict[str, str], query: dict[str, Any]) -> str:
    scope = _SCOPE.search(headers.get("authorization", ""))
    return scope[1] if scope else str(router.detect_service(method, path, headers, query))


def _operation(
    service: str, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
) -> str | None:
    if target := headers.get("x-amz-target"):
        return target.rpartition(".")[2]
    if action := _ACTION.search(body):
        return action[1].decode()
    if action := query.get("Action"):
        return str(action[0] if isinstance(action, list) else action)
    if service in iam_actions._BOTOCORE_SERVICE_MAP:
        matched: str | None = iam_actions._match_rest_action(service, method, path, query)
        return matched
    # The routes of a service that MiniStack doesn't have, the most specific first.
    routes = iam_actions._load_botocore_routes(service)
    return next((name for verb, route, name, _, _ in routes if verb == method and route.match(path)), None)


def _refusal(service: str, operation: str, request_id: str, *, is_xml: bool) -> _Response:
    message = f"The local AWS doesn't support {operation} of {service}."
    if is_xml:
        error = f"<Type>Sender</Type><Code>{_CODE}</Code><Message>{escape(message)}</Message>"
        text = f"<ErrorResponse><Error>{error}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        return 501, {"Content-Type": "text/xml"}, text.encode()
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": _CODE, "x-amzn-requestid": request_id}
    return 501, headers, json.dumps({"__type": _CODE, "message": message}).encode()
