"""An error names what it is about: its bucket, key, version, upload, argument or condition, and never a resource.

E.g. ``<BucketName>`` of NoSuchBucket, and ``<Condition>`` of PreconditionFailed, the header that didn't hold. Every
error has a ``<HostId>``:
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-error-responses.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json

MiniStack's errors have ``<Resource>`` instead.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote

from ministack.services import s3

_Headers = dict[str, str]
_Members = dict[str, str]
_Response = tuple[int, _Headers, Any]


class _Request(NamedTuple):
    method: str
    bucket: str
    key: str
    headers: _Headers
    query: dict[str, Any]

    def parameter(self, name: str) -> str:
        return str(s3._qp(self.query, name))

    def source(self) -> tuple[str, str]:
        """Return the key and the version of the object to copy."""
        path, _, query = self.headers.get(_COPY_SOURCE, "").partition("?")
        return unquote(path).lstrip("/").partition("/")[2], parse_qs(query).get("versionId", [""])[0]


_request: ContextVar[_Request] = ContextVar("request", default=_Request("", "", "", {}, {}))  # noqa: B039 - nothing changes it
_COPY_SOURCE = "x-amz-copy-source"
_ENCRYPTION = "x-amz-server-side-encryption"
# Of each pair the second counts only without the first.
_CONDITIONS = tuple(
    (f"{prefix}{tag}", f"{prefix}{time}")
    for prefix in ("", f"{_COPY_SOURCE}-")
    for tag, time in (("If-Match", "If-Unmodified-Since"), ("If-None-Match", "If-Modified-Since"))
)
# Their resource is a bucket.
_OF_BUCKETS = frozenset(
    {
        "BucketAlreadyExists",
        "BucketAlreadyOwnedByYou",
        "BucketNotEmpty",
        "InvalidBucketName",
        "NoSuchBucket",
        "NoSuchBucketPolicy",
        "NoSuchCORSConfiguration",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "NoSuchTagSet",
        "NoSuchWebsiteConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "OwnershipControlsNotFoundError",
        "ReplicationConfigurationNotFoundError",
    }
)
_MESSAGES = {
    "NoSuchUpload": "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
    "aborted or completed.",
    "PreconditionFailed": "At least one of the pre-conditions you specified did not hold",
    "MissingSecurityHeader": "Your request was missing a required header",
}


def apply() -> None:
    """Replace the function that makes an error response, and wrap those that know what it is about."""
    s3._error = _error
    for name in ("_check_put_preconditions", "_check_read_preconditions", "_check_copy_source_preconditions"):
        setattr(s3, name, _naming_condition(getattr(s3, name)))
    dispatch = s3._dispatch

    @functools.wraps(dispatch)
    def dispatch_request(
        method: str, bucket: str, key: str, headers: _Headers, body: bytes, query: dict[str, Any]
    ) -> _Response:
        token = _request.set(_Request(method, bucket, key, headers, query))
        try:
            response: _Response = dispatch(method, bucket, key, headers, body, query)
        finally:
            _request.reset(token)
        return response

    s3._dispatch = dispatch_request


def _naming_condition(check: Callable[..., _Response | None]) -> Callable[..., _Response | None]:
    """Wrap a function that checks the conditions in headers, so that its error names the first that doesn't hold."""

    @functools.wraps(check)
    def check_conditions(headers: _Headers, *arguments: object) -> _Response | None:
        response = check(headers, *arguments)
        if response is None or response[0] != 412:
            return response
        pairs = ([name for name in pair if name.lower() in headers] for pair in _CONDITIONS)
        sent = [names[0] for names in pairs if names]
        for name in sent:
            alone = check({name.lower(): headers[name.lower()]}, *arguments)
            if alone is not None and alone[0] == 412:
                return _error("PreconditionFailed", "", 412, extra={"Condition": name})
        return response

    return check_conditions


def _error(
    code: str,
    message: str,
    status: int,
    resource: str = "",
    extra: _Members | None = None,
    headers: _Headers | None = None,
) -> _Response:
    members = extra or _members(code, resource)
    if code == "InvalidArgument" and not extra:
        message, members = _argument(message)
    message = _MESSAGES.get(code, message)
    if code.startswith("Malformed"):
        message = message.rstrip(".")
    response: _Response = s3._object_error(code, message, status, **members)
    return response[0], {**response[1], **(headers or {})}, response[2]


def _members(code: str, resource: str) -> _Members:
    """Return the members of an error by its code."""
    request = _request.get()
    bucket, _, key = resource.lstrip("/").partition("/")
    if code in _OF_BUCKETS:
        return {"BucketName": bucket}
    source_key, source_version = request.source()
    is_part = request.parameter("uploadId")
    key = key or (source_key if source_key and is_part else request.key)
    version = request.parameter("versionId") or source_version
    kind = "OBJECT" if request.key else "BUCKET" if request.bucket else "SERVICE"
    return {
        "MethodNotAllowed": {"Method": request.method, "ResourceType": "DeleteMarker" if version else kind},
        "MissingSecurityHeader": {"MissingHeaderName": "x-amz-acl"},
        "NoSuchKey": {"Key": key},
        "NoSuchUpload": {"UploadId": request.parameter("uploadId")},
        "NoSuchVersion": {"Key": key, "VersionId": version},
        "PreconditionFailed": {"Condition": "If-Match"},
    }.get(code, {})


def _argument(message: str) -> tuple[str, _Members]:
    """Return the message and the members of an InvalidArgument; no members for a message that isn't known."""
    request = _request.get()
    if message.startswith("Invalid x-amz-acl value"):
        return "", {"ArgumentName": "x-amz-acl", "ArgumentValue": request.headers.get("x-amz-acl", "")}
    if message.startswith("Copy Source must mention"):
        return "Invalid copy source object key", {"ArgumentName": _COPY_SOURCE, "ArgumentValue": _COPY_SOURCE}
    if message.startswith("Part number must be"):
        return message.rstrip("."), {"ArgumentName": "partNumber", "ArgumentValue": request.parameter("partNumber")}
    if message.startswith("Server Side Encryption with Customer provided key is incompatible"):
        value = request.headers.get(_ENCRYPTION, "")
        return message.rstrip("."), {"ArgumentName": _ENCRYPTION, "ArgumentValue": value}
    if "Customer provided keys" in message or "MD5 hash of the key" in message or "The secret key" in message:
        return message, {"ArgumentName": _ENCRYPTION}
    name = f"{_COPY_SOURCE}-range"
    if name in message or message.startswith("Range specified"):
        return message, {"ArgumentName": name, "ArgumentValue": request.headers.get(name, "")}
    return message, {}
