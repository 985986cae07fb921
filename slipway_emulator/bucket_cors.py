"""What a bucket's CORS configuration opens to pages of this machine.

A browser asks S3 before a page uploads to a presigned URL. S3 answers such a preflight by the configuration, without
a look at the signature, and other requests with the headers of the first rule that allows their origin and method:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/RESTOPTIONSobject.html
The gate refuses pages of other sites before, whatever the configuration allows.
"""

from typing import Any

from ministack import app as ministack
from ministack.core import router

_Header = tuple[bytes, bytes]
_PREFIX = "access-control-"
_RAW_PREFIX = _PREFIX.encode()


def of_request(method: str, path: str, headers: dict[str, str], query: dict[str, list[str]]) -> str | None:
    """Return the bucket that a request to S3 names, None for another request or if there is no such bucket."""
    if router.detect_service(method, path, headers, query) != "s3":
        return None
    target: tuple[str, str] | None = ministack._s3_cors_target(headers.get("host", ""), path)
    return target[0] if target else None


def with_headers(message: dict[str, Any], bucket: str, method: str, headers: dict[str, str]) -> dict[str, Any]:
    """Return the start of an answer with the headers that the bucket's configuration adds, and no others.

    Args:
        message: message of ASGI, ``http.response.start``.
        bucket: its name.
        method: method of the request; the answer to a preflight has its headers already.
        headers: headers of the request, with names in lower case.
    """
    if method == "OPTIONS":
        return message
    s3 = ministack._get_module("s3")
    allowed = s3.cors_response_headers(bucket, method, headers).items()
    own = [(name.lower().encode(), str(value).encode()) for name, value in allowed if name.lower().startswith(_PREFIX)]
    return {**message, "headers": [*without_headers(message["headers"]), *own]}


def without_headers(headers: list[_Header]) -> list[_Header]:
    """Return the headers of an answer without those that let a page read it."""
    return [(name, value) for name, value in headers if not name.lower().startswith(_RAW_PREFIX)]
