"""A request that names several operations or parameters is authorized as the one that is carried out.

Each protocol has one place for the operation: the header ``X-Amz-Target``, the parameter ``Action``, or the method and
the path. AWS ignores the others. A parameter of the query protocol that occurs twice is an error:
https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html

MiniStack authorizes ``Action`` whatever the protocol is, and the services look for the operation elsewhere: a caller
who may list functions deletes one by ``DELETE /2015-03-31/functions/name?Action=ListFunctions``. The same is true of
parameters that are in the URL and in the body.
"""

import functools
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from ministack import app
from ministack.core import iam_actions, router

_Response = tuple[int, dict[str, str], Any]
_Dispatch = Callable[..., Awaitable[_Response]]
_TARGET, _CONTENT_TYPE = "x-amz-target", "content-type"
_FORM = "application/x-www-form-urlencoded"
# Services that have both protocols, and take any other target for none.
_PREFIXES = {"monitoring": "GraniteServiceVersion20100801.", "sqs": "AmazonSQS."}


def apply() -> None:
    """Wrap the choice of the IAM action, and the dispatch of a request to a service."""
    iam_actions.extract_iam_action = _of_protocol(iam_actions.extract_iam_action)
    app._dispatch_service_request = _unambiguous(app._dispatch_service_request)


def _of_protocol(extract: Callable[..., str | None]) -> Callable[..., str | None]:
    @functools.wraps(extract)
    def extract_iam_action(
        service: str, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> str | None:
        protocols = _protocols(service, path)
        if protocols and not (_is_query(protocols) and _TARGET not in headers):
            query = {name: value for name, value in query.items() if name != "Action"}
            headers = {name: value for name, value in headers.items() if name != _CONTENT_TYPE}
        if protocols and "json" not in protocols:
            headers = {name: value for name, value in headers.items() if name != _TARGET}
        return extract(service, method, path, headers, body, query)

    return extract_iam_action


def _unambiguous(dispatch: _Dispatch) -> _Dispatch:
    @functools.wraps(dispatch)
    async def dispatch_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], request_id: str
    ) -> _Response:
        service = router.detect_service(method, path, headers, app._routing_params(method, path, headers, body, query))
        protocols = _protocols(service, path)
        if _is_query(protocols) and not _has_target(service, protocols, headers):
            headers = {name: value for name, value in headers.items() if name != _TARGET}
            if body:
                body = app._decompress_request_body(body, headers)
                headers[_CONTENT_TYPE] = _FORM
            if repeated := _repeated(body, query):
                return _malformed(service, repeated, request_id)
        elif "json" in protocols:  # a presigned request has its signature in the URL
            query = {name: value for name, value in query.items() if name.lower().startswith("x-amz-")}
        return await dispatch(method, path, headers, body, query, request_id)

    return dispatch_request


def _protocols(service: str, path: str) -> tuple[str, ...]:
    """Return the protocols of a service, as botocore names them; none for a service that botocore doesn't have."""
    # Imported by the first request, because botocore would double the time that the start takes.
    from slipway_emulator.models.service_models import Request, model_name  # noqa: PLC0415

    return _protocols_of(model_name(Request(service, "", path, {}, b"", {})))


@functools.cache
def _protocols_of(name: str) -> tuple[str, ...]:
    from slipway_emulator.models.service_models import has_model, model  # noqa: PLC0415 - as above

    if not has_model(name):
        return ()
    metadata = model(name).metadata
    return tuple(metadata.get("protocols") or [metadata["protocol"]]) + (("query",) if name == "sqs" else ())


def _is_query(protocols: tuple[str, ...]) -> bool:
    return bool({"query", "ec2"}.intersection(protocols))


def _has_target(service: str, protocols: tuple[str, ...], headers: dict[str, str]) -> bool:
    """Return whether a request is in the JSON protocol of a service that has the query protocol, too."""
    return "json" in protocols and headers.get(_TARGET, "").startswith(_PREFIXES.get(service, "."))


def _repeated(body: bytes, query: dict[str, Any]) -> str | None:
    """Return the name of a parameter that has several values; None if there is none."""
    seen: set[str] = set()
    in_url = [(name, value) for name, values in query.items() for value in _listed(values)]
    for name, _ in [*in_url, *parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)]:
        if name in seen:
            return name
        seen.add(name)
    return None


def _listed(values: Any) -> list[Any]:  # noqa: ANN401 - MiniStack has a list for each parameter, its tests a string
    return values if isinstance(values, list) else [values]


def _malformed(service: str, name: str, request_id: str) -> _Response:
    from slipway_emulator.models import errors  # noqa: PLC0415 - as above
    from slipway_emulator.models.service_models import boto3_name, model  # noqa: PLC0415

    metadata = model(boto3_name(service)).metadata
    protocol = "ec2" if metadata["protocol"] == "ec2" else "query"
    error = errors.ServiceError("MalformedQueryString", f"The parameter {name} occurs more than once.", status=404)
    status, headers, body = errors.response(error, protocol, metadata)
    return status, {**headers, "x-amzn-requestid": request_id}, body
