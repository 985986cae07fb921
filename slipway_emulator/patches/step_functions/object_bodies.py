"""A task may read and write objects: ``aws-sdk:s3:getObject`` and ``putObject``, with JSON as ``Body``.

The body of an object is a text in the result, beside the headers of the response. What is written is JSON, even if it
is a text, with the checksum that the AWS SDK for Java sends:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/services/test_aws_sdk_task_service.snapshot.json

MiniStack fails such a task.
"""

import base64
import functools
import json
import re
import zlib
from datetime import UTC
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from ministack import app
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

_Json = dict[str, Any]
_METHODS = {"getObject": "GET", "putObject": "PUT"}
_QUERY = {"VersionId": "versionId", "PartNumber": "partNumber"}
# By the header: the member of a request or a response.
_HEADERS = {
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "content-type": "ContentType",
    "expires": "Expires",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "SsekmsKeyId",
    "x-amz-storage-class": "StorageClass",
}
_REQUESTED = {
    "if-match": "IfMatch",
    "if-none-match": "IfNoneMatch",
    "range": "Range",
    "x-amz-acl": "ACL",
    "x-amz-tagging": "Tagging",
}
_RETURNED = {
    "accept-ranges": "AcceptRanges",
    "content-length": "ContentLength",
    "content-range": "ContentRange",
    "etag": "ETag",
    "last-modified": "LastModified",
    "x-amz-version-id": "VersionId",
}
_WRITTEN = {
    "etag": "ETag",
    "x-amz-checksum-crc32": "ChecksumCRC32",
    "x-amz-checksum-type": "ChecksumType",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-server-side-encryption-aws-kms-key-id": "SsekmsKeyId",
    "x-amz-version-id": "VersionId",
}
_CONTENT_TYPE = "text/plain; charset=UTF-8"  # of a text, for the AWS SDK for Java
_METADATA = "x-amz-meta-"
_ERROR = re.compile(r"<Code>([^<]+)</Code>\s*(?:<Message>([^<]*)</Message>)?")


def apply() -> None:
    """Wrap the call of services that use XML."""
    dispatch = stepfunctions._dispatch_aws_sdk_rest_xml

    @functools.wraps(dispatch)
    def dispatch_call(service: _Json, name: str, action: str, arguments: _Json) -> Any:  # noqa: ANN401 - JSON
        if name != "s3" or action not in _METHODS:
            return dispatch(service, name, action, arguments)
        return _call(_METHODS[action], arguments or {})

    stepfunctions._dispatch_aws_sdk_rest_xml = dispatch_call


def _call(method: str, arguments: _Json) -> _Json:
    """Return the result of a task.

    Raises:
        _ExecutionError: S3 refuses the request.
    """
    path = f"/{arguments.get('Bucket', '')}/{arguments.get('Key', '')}"
    query = {name: str(arguments[member]) for member, name in _QUERY.items() if member in arguments}
    headers = {name: str(arguments[member]) for name, member in (_HEADERS | _REQUESTED).items() if member in arguments}
    headers |= {f"{_METADATA}{name}": str(value) for name, value in (arguments.get("Metadata") or {}).items()}
    body = b""
    if method == "PUT":
        body = _compact(arguments["Body"]).encode() if "Body" in arguments else b""
        headers.setdefault("content-type", _CONTENT_TYPE)
        checksum = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
        headers |= {"x-amz-checksum-crc32": checksum, "x-amz-sdk-checksum-algorithm": "CRC32"}
        headers |= {"content-length": str(len(body))}
    # The call is signed; the permission of the machine's role was checked before.
    scope = f"{get_account_id()}/20260101/{get_region()}/s3/aws4_request"
    headers |= {"host": f"s3.{get_region()}.amazonaws.com", "authorization": f"AWS4-HMAC-SHA256 Credential={scope}"}
    response = app.call_service_handler_sync(app.SERVICE_HANDLERS["s3"], method, path, headers, body, query)
    return _result(method, *response)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _result(method: str, status: int, headers: _Json, body: bytes | str) -> _Json:
    text = body.decode(errors="replace") if isinstance(body, bytes) else body or ""
    found = {name.lower(): value for name, value in (headers or {}).items()}
    if status >= 300:
        error = _ERROR.search(text)
        code, message = (error[1], error[2] or "") if error else ("S3", f"S3 returned status {status}")
        name = stepfunctions._prefix_sdk_error("s3", code if code.endswith("Exception") else f"{code}Exception")
        raise stepfunctions._ExecutionError(name, unescape(message))
    members = _WRITTEN if method == "PUT" else _HEADERS | _RETURNED
    result = {member: found[name] for name, member in members.items() if name in found}
    if method == "PUT":
        return result
    result["ContentLength"] = int(result["ContentLength"]) if "ContentLength" in result else len(body)
    if "LastModified" in result:
        modified = parsedate_to_datetime(result["LastModified"]).astimezone(UTC)
        result["LastModified"] = modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata = {name.removeprefix(_METADATA): value for name, value in found.items() if name.startswith(_METADATA)}
    return {**result, "Metadata": metadata, "Body": text}
