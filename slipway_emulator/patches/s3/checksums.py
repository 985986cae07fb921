"""Every object has a checksum, the one that was sent or a CRC64NVME, and its answers have it and its type.

If an upload names none, S3 "automatically adds" a CRC64NVME. A value of the wrong size is an InvalidRequest, a wrong
value a BadDigest. With ``x-amz-sdk-checksum-algorithm`` "there must be a corresponding x-amz-checksum-algorithm or
x-amz-trailer header sent. Otherwise, Amazon S3 fails the request with the HTTP status code 400 Bad Request".
A copy has the algorithm of its source, unless the request names another, and always a checksum of
the full object:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(TestS3PutObjectChecksum)

MiniStack has checksums only of objects that are sent with one, doesn't return them from PutObject and CopyObject, and
computes CRC32C and CRC64NVME in Python, at 10 MB a second.
"""

import functools
import hashlib
from contextvars import ContextVar
from typing import Any

from ministack.services import s3

from slipway_emulator import s3_checksums
from slipway_emulator.patches.s3.error_response import error_response

_Headers = dict[str, str]
_Record = dict[str, Any]
_Response = tuple[int, _Headers, Any]
_HEADER = "x-amz-checksum-"
_SDK_HEADER = "x-amz-sdk-checksum-algorithm"
_COPY_SOURCE = "x-amz-copy-source"
_INVALID_ALGORITHM = f"Value for {_SDK_HEADER} header is invalid."
_NO_CHECKSUM = f"{_SDK_HEADER} specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found."
# Of the object that a request copies or puts together from parts; empty for that of the source.
named_algorithm: ContextVar[str] = ContextVar("named_algorithm", default="")


def apply() -> None:
    """Replace the functions that compute and check, and wrap the operations that write and read an object."""
    put, copy, describe, replicate = s3._put_object, s3._copy_object, s3._object_response_headers, s3._maybe_replicate
    s3._compute_s3_checksum = _compute
    s3._resolve_object_checksums = check

    @functools.wraps(put)
    def put_object(bucket_name: str, key: str, body: bytes, headers: _Headers) -> _Response:
        status, answered, response = put(bucket_name, key, body, headers)
        if status == 200:
            answered = {**answered, **headers_of(s3._buckets[bucket_name]["objects"][key])}
        return status, answered, response

    @functools.wraps(copy)
    def copy_object(bucket_name: str, key: str, headers: _Headers) -> _Response:
        named = (headers.get(f"{_HEADER}algorithm") or headers.get(_SDK_HEADER) or "").upper()
        if named in s3_checksums.UNCOMPUTED:
            return _not_computed(named)
        token = named_algorithm.set(named)
        try:
            status, answered, response = copy(bucket_name, key, headers)
        finally:
            named_algorithm.reset(token)
        if status == 200:
            response = _copied(s3._buckets[bucket_name]["objects"][key])
        return status, answered, response

    @functools.wraps(describe)
    def response_headers(record: _Record, *arguments: object, **options: object) -> _Headers:
        headers: _Headers = describe(record, *arguments, **options)
        if f"{_HEADER}type" in headers:
            headers.update(headers_of(record))
        return headers

    # Every operation that writes an object calls it before it keeps the version.
    @functools.wraps(replicate)
    def maybe_replicate(bucket_name: str, key: str, record: _Record, data: bytes, *arguments: object) -> None:
        _complete(record, data)
        replicate(bucket_name, key, record, data, *arguments)

    s3._put_object, s3._copy_object = put_object, copy_object
    s3._object_response_headers, s3._maybe_replicate = response_headers, maybe_replicate


def _compute(algorithm: str, body: bytes) -> str | None:
    name = (algorithm or "").upper().replace("_", "")
    return s3_checksums.compute(name, body) if name in s3_checksums.SIZES else None


def check(body: bytes, headers: _Headers) -> tuple[dict[str, str], _Response | None]:
    """Return the checksum that a request names, by its algorithm, or the response to one that isn't that of the body.

    Args:
        body: body of the object or the part.
        headers: headers with at most one ``x-amz-checksum-`` and an algorithm. A checksum that follows the body is one
            of them.
    """
    sent = {name: value for name in s3_checksums.SIZES if (value := headers.get(_HEADER + name.lower()))}
    named = headers.get(_SDK_HEADER, "").upper()
    if refusal := _refusal(list(sent), named, headers):
        return {}, refusal
    for algorithm, value in sent.items():
        if not s3_checksums.is_valid(algorithm, value):
            return {}, _invalid(f"Value for {_HEADER}{algorithm.lower()} header is invalid.")
        if value != s3_checksums.compute(algorithm, body):
            message = f"The {algorithm} you specified did not match the calculated checksum."
            return {}, error_response("BadDigest", message, 400)
    return sent, None


def _refusal(sent: list[str], named: str, headers: _Headers) -> _Response | None:
    """Return the response to algorithms that don't fit together or that nothing here computes; None if all is well."""
    for algorithm in s3_checksums.UNCOMPUTED:
        if algorithm == named or _HEADER + algorithm.lower() in headers:
            return _not_computed(algorithm)
    if len(sent) > 1:
        return _invalid("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.")
    if not named or named in sent or _COPY_SOURCE in headers:
        return None
    return _invalid(_INVALID_ALGORITHM if sent or named not in s3_checksums.SIZES else _NO_CHECKSUM)


def _not_computed(algorithm: str) -> _Response:
    return _invalid(f"The local AWS doesn't compute {algorithm}. Use one of {', '.join(s3_checksums.SIZES)}.")


def _invalid(message: str) -> _Response:
    return error_response("InvalidRequest", message, 400)


def _complete(record: _Record, data: bytes) -> None:
    """Give the record of a new object its checksum, and a copy of a multipart upload's object the ETag of its body."""
    kept = record.get("checksums") or {}
    named = named_algorithm.get()
    algorithm = named if named in s3_checksums.SIZES else next(iter(kept), s3_checksums.DEFAULT)
    value = kept.get(algorithm, "")
    is_copy_of_parts = "-" in record["etag"] and not record.get("parts")
    if not value or (is_copy_of_parts and "-" in value):
        value = s3_checksums.compute(algorithm, data)
    record["checksums"] = {algorithm: value}
    if is_copy_of_parts:
        record["etag"] = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def headers_of(record: _Record) -> _Headers:
    """Return an object's checksum and its type; the type follows from the value, which names the number of parts."""
    for algorithm, value in (record.get("checksums") or {}).items():
        return {_HEADER + algorithm.lower(): value, f"{_HEADER}type": s3_checksums.type_of(value)}
    return {}


def _copied(record: _Record) -> Any:  # noqa: ANN401 - MiniStack's
    root = s3.Element("CopyObjectResult", xmlns=s3.S3_NS)
    members = {"LastModified": record["last_modified"], "ETag": record["etag"]}
    for algorithm, value in record["checksums"].items():
        members |= {f"Checksum{algorithm}": value, "ChecksumType": s3_checksums.type_of(value)}
    for name, text in members.items():
        s3.SubElement(root, name).text = text
    return s3._xml_body(root)
