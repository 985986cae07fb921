"""Keeps web pages and other users of the machine out of the local AWS.

A web page can send requests to any address of this machine, some of them without a CORS preflight, and it can let its
own host name lead to this machine (DNS rebinding). The local AWS runs functions and builds as its user, so each request
is checked before MiniStack sees it:

- Its ``Host`` is a name of this machine or of AWS.
- No page of another site sent it: https://www.w3.org/TR/fetch-metadata/
- It has the credentials of one caller.
- A request of an account's root is signed with the secret of this instance. MiniStack doesn't check these signatures.
- Pages of this machine read no answer but those of S3 that a bucket's CORS configuration opens to them.
- An administrative path is called with that secret as a bearer token.

What is public on AWS stays public: stages of API Gateway, function URLs, websites and load balancers. A request to such
an endpoint reaches nothing else (`slipway_emulator.patches.http.public_endpoints`).
"""

import hmac
import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from ministack import app as ministack
from ministack.core import iam_evaluator, router, sigv4

from slipway_emulator import bucket_cors, hosts, signature_version_2

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], _Receive, _Send], Awaitable[None]]

_ADMINISTRATIVE = ("/_ministack/", "/_slipway/", "/_localstack/")
_HEALTH = ("/_ministack/health", "/_ministack/ready", "/_localstack/health")
# Their URLs hold a token that can't be guessed, or the path checks its caller.
_GUARDED = re.compile(r"/_ministack/((cfn-response|cfn-signal|eks-auth)/.+|rds/iam-auth)")
_WEBHOOK = re.compile(r"/_slipway/slack/[0-9]{12}/.+")
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, InvalidArgument
_ONE_MECHANISM = "Only one auth mechanism allowed: the Authorization header, or the signature in the query string."
# https://www.rfc-editor.org/rfc/rfc6454#section-6.2; that of a page without one is "null".
_ORIGIN = re.compile(r"https?://(?P<host>[^:]+|\[[^]]+\])(:[0-9]+)?")
_QUERY_CREDENTIALS = ("x-amz-credential", "awsaccesskeyid")
_DOWNLOADS = ("/_ministack/lambda-code/", "/_ministack/lambda-layers/")


@dataclass
class _Request:
    """A request, and its body once it is read."""

    scope: MutableMapping[str, Any]
    headers: dict[str, str]
    query: dict[str, list[str]]
    body: bytes = b""

    @property
    def path(self) -> str:
        return str(self.scope["path"])

    @property
    def method(self) -> str:
        return str(self.scope.get("method", "GET"))  # of a WebSocket's handshake

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


def guard(app: App, secret: str) -> App:
    """Return ``app`` behind the checks.

    Args:
        app: ASGI application.
        secret: secret access key of each account's root.
    """

    async def guarded(scope: MutableMapping[str, Any], receive: _Receive, send: _Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        request = _read(scope)
        is_public = hosts.is_public(request.host, request.path)
        if reason := _refusal(request, secret, is_public=is_public):
            await _refuse(scope, send, reason)
            return
        bucket = _bucket(request) if "origin" in request.headers and not is_public else None
        send = send if is_public else _with_cors(send, request, bucket)
        if _has_several_credentials(request):
            await _deny(request, send, "UnsupportedSignature", _ONE_MECHANISM)
            return
        if _claims_root(request) and not (bucket and request.method == "OPTIONS"):  # S3 checks no preflight's signature
            if scope["type"] == "http":
                receive = await _read_body(request, receive)
            if failure := _signature_failure(request, secret):
                await _deny(request, send, *failure)
                return
        await app(scope, receive, send)

    return guarded


def download_token(path: str, secret: str) -> str:
    """Return the token that lets the holder of its URL download ``path``, as a presigned URL does on AWS."""
    return hmac.new(secret.encode(), path.encode(), "sha256").hexdigest()


def _read(scope: MutableMapping[str, Any]) -> _Request:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), sigv4.decode_header_value(raw_value)
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    query = parse_qs(scope.get("query_string", b"").decode("utf-8", "replace"), keep_blank_values=True)
    return _Request(scope, headers, query)


def _refusal(request: _Request, secret: str, *, is_public: bool) -> str | None:
    if not hosts.is_known(request.host, request.path):
        return f"the local AWS does not answer for the host {request.host!r}"
    if not is_public and _is_cross_site(request.headers):
        return "the local AWS does not answer pages of other sites"
    if request.path.startswith(_ADMINISTRATIVE) and not _may_administer(request, secret):
        return "this path needs the header `Authorization: Bearer $AWS_SECRET_ACCESS_KEY`: see `make env`"
    return None


def _is_cross_site(headers: dict[str, str]) -> bool:
    if headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = _ORIGIN.fullmatch(headers.get("origin", ""))
    return "origin" in headers and not (origin and hosts.is_local(origin["host"]))


def _may_administer(request: _Request, secret: str) -> bool:
    if request.path in _HEALTH or _GUARDED.fullmatch(request.path):
        return True
    if request.scope.get("method") not in ("GET", "PUT") and _WEBHOOK.fullmatch(request.path):
        return True  # Slack's webhooks take no credentials either; GET and PUT are for tests
    if request.path.startswith(_DOWNLOADS):
        (token, *_) = request.query.get("token", [""])
        return _equals(token, download_token(request.path, secret))
    return _equals(request.headers.get("authorization", ""), f"Bearer {secret}")


def _equals(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def _has_several_credentials(request: _Request) -> bool:
    """Return whether a request has a signature in its URL and an Authorization header, or several such headers.

    MiniStack checks one of them, and may take the caller from the other one.
    """
    headers = sum(name.lower() == b"authorization" for name, _ in request.scope["headers"])
    is_presigned = any(name.lower() in _QUERY_CREDENTIALS for name in request.query)
    return bool(headers + is_presigned > 1)


def _claims_root(request: _Request) -> bool:
    access_key_id = router.extract_access_key_id(request.headers, request.query)
    return bool(access_key_id) and iam_evaluator.is_root_access_key(access_key_id)


async def _read_body(request: _Request, receive: _Receive) -> _Receive:
    """Read the body, and return what replays it."""
    messages = [await receive()]
    while messages[-1].get("more_body", False):
        messages.append(await receive())
    request.body = b"".join(message.get("body", b"") for message in messages)
    replayed = iter(messages)

    async def replay() -> _Message:
        return next(replayed, None) or await receive()

    return replay


def _signature_failure(request: _Request, secret: str) -> tuple[str, str] | None:
    """Return the code and message of AWS's error, None if the root's signature is right."""
    if _service(request) == "s3" and signature_version_2.is_claimed(request.headers, request.query):
        return _version_2_failure(request, secret)
    in_header = request.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256")
    if in_header:
        signature = sigv4.parse_header_signature(request.headers)
    else:
        signature = sigv4.parse_query_signature(request.query)
    if isinstance(signature, tuple):
        return signature
    if in_header:
        failure = sigv4.request_time_failure(signature)
    else:
        failure = _expiry_failure(signature.amz_date, request.query.get("X-Amz-Expires", ["900"])[0])
    failure = failure or sigv4.header_signature_failure(
        signature,
        secret,
        request.method,
        _raw_path(request),
        request.query,
        request.headers,
        request.body,
        presigned=not in_header,
    )
    return (failure[0], failure[1]) if failure else None


def _version_2_failure(request: _Request, secret: str) -> tuple[str, str] | None:
    names = {name.lower() for name in request.query}
    if not signature_version_2.is_in_header(request.headers) and not names.issuperset(signature_version_2.PARTS):
        return "AccessDenied", signature_version_2.MISSING
    bucket = ministack._extract_s3_vhost_bucket(request.host)
    path = _raw_path(request)
    signed = iam_evaluator.SignedRequest(
        router.extract_access_key_id(request.headers, request.query),
        request.scope.get("method", "GET"),
        path,
        request.query,
        request.headers,
        auth_path=f"/{bucket}{path}" if bucket else path,
    )
    failure = signature_version_2.failure(signed, secret)
    return (failure.code, failure.message) if failure else None


def _raw_path(request: _Request) -> str:
    raw_path = request.scope.get("raw_path") or quote(request.path).encode()
    return str(raw_path.decode("latin-1"))


def _service(request: _Request) -> str:
    return str(router.detect_service(request.method, request.path, request.headers, request.query))


def _expiry_failure(amz_date: str, expires: str) -> tuple[str, str] | None:
    try:
        is_expired = sigv4.presigned_request_is_expired(amz_date, expires)
    except ValueError:
        is_expired = True
    return ("AccessDenied", "Request has expired") if is_expired else None


async def _deny(request: _Request, send: _Send, code: str, message: str) -> None:
    """Answer as the service does when a signature is wrong; the handshake of a WebSocket gets 403 from the server."""
    if request.scope["type"] == "websocket":
        await _refuse(request.scope, send, message)
        return
    denied = iam_evaluator.AuthError(code, message)
    answer = ministack._credential_failure(_service(request), "", str(uuid.uuid4()), denied, request.headers)
    await ministack._send_response(send, *answer)


async def _refuse(scope: MutableMapping[str, Any], send: _Send, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


def _bucket(request: _Request) -> str | None:
    return bucket_cors.of_request(request.method, request.path, request.headers, request.query)


def _with_cors(send: _Send, request: _Request, bucket: str | None) -> _Send:
    """Return ``send`` with the CORS headers of a bucket alone, without MiniStack's wildcards."""

    async def sending(message: _Message) -> None:
        if message["type"] == "http.response.start":
            if bucket:
                message = bucket_cors.with_headers(dict(message), bucket, request.method, request.headers)
            else:
                message = {**message, "headers": bucket_cors.without_headers(message["headers"])}
        await send(message)

    return sending
