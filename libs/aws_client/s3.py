"""S3's objects: headers and a body. Errors are XML."""

import base64
import io
import re
from binascii import crc32
from urllib.parse import quote, urlencode

from aws_client.connection import Response
from aws_client.endpoints import Service
from aws_client.query import decode_error
from aws_client.request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["decode", "decode_error", "encode"]

_METHODS = {"GetObject": "GET", "HeadObject": "HEAD", "PutObject": "PUT"}
_HEADERS = {
    "CacheControl": "cache-control",
    "ContentDisposition": "content-disposition",
    "ContentEncoding": "content-encoding",
    "ContentType": "content-type",
    "IfMatch": "if-match",
    "IfNoneMatch": "if-none-match",
    "Range": "range",
    "SSEKMSKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "ServerSideEncryption": "x-amz-server-side-encryption",
}
_MEMBERS = {
    "cache-control": "CacheControl",
    "content-encoding": "ContentEncoding",
    "content-length": "ContentLength",
    "content-range": "ContentRange",
    "content-type": "ContentType",
    "etag": "ETag",
    "x-amz-server-side-encryption": "ServerSideEncryption",
    "x-amz-version-id": "VersionId",
}
_OTHERS = {"Body", "Bucket", "Key", "Metadata", "VersionId"}
# Names of access points and of directory buckets lead to other endpoints.
_BUCKET = re.compile(r"(?!.*--x-s3\Z)[A-Za-z0-9._-]{3,255}")


def encode(service: Service, operation: str, arguments: "Mapping[str, Any]") -> Request:
    """Return the request of a call.

    Raises:
        NotImplementedError: the operation, a member or the kind of bucket is not one that this library knows.
        TypeError: the body isn't bytes.
    """
    unknown = sorted(arguments.keys() - _HEADERS.keys() - _OTHERS)
    if operation not in _METHODS or unknown or not _BUCKET.fullmatch(arguments["Bucket"]):
        what = f" with {', '.join(unknown)}" if unknown else f" of {arguments.get('Bucket')}"
        raise NotImplementedError(f"aws_client has no {operation} of {service.name}{what}: use boto3 for it")
    body = arguments.get("Body", b"")
    if not isinstance(body, bytes):
        raise TypeError(f"Body is {type(body).__name__}: pass bytes")
    headers = {_HEADERS[name]: value for name, value in arguments.items() if name in _HEADERS}
    headers |= {f"x-amz-meta-{name.lower()}": value for name, value in arguments.get("Metadata", {}).items()}
    if operation == "PutObject":
        checksum = base64.b64encode(crc32(body).to_bytes(4)).decode()
        headers |= {"x-amz-sdk-checksum-algorithm": "CRC32", "x-amz-checksum-crc32": checksum}
    query = urlencode({"versionId": arguments["VersionId"]}) if "VersionId" in arguments else ""
    path = f"/{quote(arguments['Key'], safe='/~')}"
    return Request(_METHODS[operation], path, query, headers, body, arguments["Bucket"])


def decode(response: Response) -> "dict[str, Any]":
    """Return the members of a successful response. ``Body`` has a method ``read``, as boto3's."""
    members: dict[str, Any] = {_MEMBERS[name]: value for name, value in response.headers.items() if name in _MEMBERS}
    if "ContentLength" in members:
        members["ContentLength"] = int(members["ContentLength"])
    prefix = "x-amz-meta-"
    metadata = {name.removeprefix(prefix): value for name, value in response.headers.items() if name.startswith(prefix)}
    return {**members, "Metadata": metadata, "Body": io.BytesIO(response.body)}
