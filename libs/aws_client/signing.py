"""Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html."""

import hashlib
import hmac
import time

from aws_client.credentials import Credentials
from aws_client.request import Request

# The key depends on the day, so a function derives it about once.
_keys: dict[tuple[str, ...], bytes] = {}


class Scope:
    """Where a signature is valid.

    Attributes:
        region: the region.
        service: the service's name in signatures.
        has_plain_path: whether the path is signed as it is sent: only S3's is.
    """

    def __init__(self, region: str, service: str) -> None:
        self.region = region
        self.service = service
        self.has_plain_path = service == "s3"


def sign(request: Request, host: str, credentials: Credentials, scope: Scope, now: float) -> dict[str, str]:
    """Return the headers of a request with the host, the time, the session token and the signature.

    Args:
        request: the request.
        host: the host, with the port unless it is the scheme's.
        credentials: credentials that sign the request.
        scope: scope of the signature.
        now: the time at AWS, in seconds since 1970.
    """
    date = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now))
    headers = {**request.headers, "host": host, "x-amz-date": date}
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    digest = hashlib.sha256(request.body).hexdigest()
    if scope.has_plain_path:
        headers["x-amz-content-sha256"] = digest
    names = sorted(headers)
    signed = ";".join(names)
    lines = "".join(f"{name}:{' '.join(headers[name].split())}\n" for name in names)
    path = _path(request, scope)
    canonical = f"{request.method}\n{path}\n{_query(request)}\n{lines}\n{signed}\n{digest}"
    where = f"{date[:8]}/{scope.region}/{scope.service}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{date}\n{where}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = _key(credentials.secret_key, date[:8], scope.region, scope.service)
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{where}, SignedHeaders={signed}, Signature={signature}"
    )
    return headers


def _path(request: Request, scope: Scope) -> str:
    """Return the path that is signed: of all services but S3, it is encoded once more."""
    if request.path == "/" or scope.has_plain_path:
        return request.path
    from urllib.parse import quote  # noqa: PLC0415 - most requests have the path /

    return quote(request.path, safe="/~")


def _query(request: Request) -> str:
    return "&".join(sorted(request.query.split("&"), key=lambda pair: pair.split("=", 1)))


def _key(secret: str, *scope: str) -> bytes:
    cache = (secret, *scope)
    if cache not in _keys:
        key = f"AWS4{secret}".encode()
        for part in (*scope, "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        _keys.clear()
        _keys[cache] = key
    return _keys[cache]
