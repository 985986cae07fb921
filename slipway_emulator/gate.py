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
from typing import Any

from ministack import app as ministack
from ministack.core import iam_evaluator

from slipway_emulator import bucket_cors, hosts, http_request, root_signatures
from slipway_emulator.http_request import Message, Receive, Request

_Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, _Send], Awaitable[None]]

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


def guard(app: App, secret: str) -> App:
    """Return ``app`` behind the checks.

    Args:
        app: ASGI application.
        secret: secret access key of each account's root.
    """

    async def guarded(scope: MutableMapping[str, Any], receive: Receive, send: _Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await app(scope, receive, send)
            return
        request = http_request.read(scope)
        is_public = hosts.is_public(request.host, request.path)
        if reason := _refusal(request, secret, is_public=is_public):
            await _refuse(scope, send, reason)
            return
        bucket = _bucket(request) if "origin" in request.headers and not is_public else None
        send = send if is_public else _with_cors(send, request, bucket)
        if _has_several_credentials(request):
            await _deny(request, send, "UnsupportedSignature", _ONE_MECHANISM)
            return
        is_preflight = bucket is not None and request.method == "OPTIONS"  # of which S3 checks no signature
        if root_signatures.is_claimed(request) and not is_preflight:
            if scope["type"] == "http":
                receive = await http_request.read_body(request, receive)
            if failure := root_signatures.failure(request, secret):
                await _deny(request, send, *failure)
                return
        await app(scope, receive, send)

    return guarded


def download_token(path: str, secret: str) -> str:
    """Return the token that lets the holder of its URL download ``path``, as a presigned URL does on AWS."""
    return hmac.new(secret.encode(), path.encode(), "sha256").hexdigest()


def _refusal(request: Request, secret: str, *, is_public: bool) -> str | None:
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


def _may_administer(request: Request, secret: str) -> bool:
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


def _has_several_credentials(request: Request) -> bool:
    """Return whether a request has a signature in its URL and an Authorization header, or several such headers.

    MiniStack checks one of them, and may take the caller from the other one.
    """
    headers = sum(name.lower() == b"authorization" for name, _ in request.scope["headers"])
    is_presigned = any(name.lower() in _QUERY_CREDENTIALS for name in request.query)
    return bool(headers + is_presigned > 1)


async def _deny(request: Request, send: _Send, code: str, message: str) -> None:
    """Answer as the service does when a signature is wrong; the handshake of a WebSocket gets 403 from the server."""
    if request.scope["type"] == "websocket":
        await _refuse(request.scope, send, message)
        return
    denied = iam_evaluator.AuthError(code, message)
    answer = ministack._credential_failure(request.service, "", str(uuid.uuid4()), denied, request.headers)
    await ministack._send_response(send, *answer)


async def _refuse(scope: MutableMapping[str, Any], send: _Send, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": f"{reason}\n".encode()})


def _bucket(request: Request) -> str | None:
    return bucket_cors.of_request(request.method, request.path, request.headers, request.query)


def _with_cors(send: _Send, request: Request, bucket: str | None) -> _Send:
    """Return ``send`` with the CORS headers of a bucket alone, without MiniStack's wildcards."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            if bucket:
                message = bucket_cors.with_headers(dict(message), bucket, request.method, request.headers)
            else:
                message = {**message, "headers": bucket_cors.without_headers(message["headers"])}
        await send(message)

    return sending
