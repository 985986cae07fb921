"""GetObject and HeadObject of one part return it, its place in the object, and how many parts there are.

An object that wasn't uploaded in parts is part 1, and has no number of parts. Another part is InvalidPartNumber. A part
has a checksum only if the object's is a composite one:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html ("Effectively performs a 'ranged' HEAD request")
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json (test_get_object_part)

MiniStack returns the whole object, and the checksum of the whole, if it is a HeadObject, a version or the part isn't
there.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from slipway_emulator import s3_checksums
from slipway_emulator.patches.s3.error_response import error_response
from slipway_emulator.patches.s3.ranges import described

_Headers = dict[str, str]
_Response = tuple[int, _Headers, Any]
_Part = dict[str, Any]
_CHECKSUM = "x-amz-checksum-"
_NO_PART = "The requested partnumber is not satisfiable"


def apply() -> None:
    """Wrap GetObject and HeadObject."""
    for name in ("_get_object", "_head_object"):
        setattr(s3, name, _with_parts(getattr(s3, name)))


def _with_parts(operation: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(operation)
    def handle(bucket_name: str, key: str, headers: _Headers, query: dict[str, Any] | None = None) -> _Response:
        number = s3._qp(query or {}, "partNumber")
        if not number:
            return operation(bucket_name, key, headers, query)
        others = {name: value for name, value in (query or {}).items() if name != "partNumber"}
        whole = operation(bucket_name, key, headers, others)
        return _part(whole, _parts(bucket_name, key, whole[1]), int(number)) if whole[0] == 200 else whole

    return handle


def _parts(bucket_name: str, key: str, headers: _Headers) -> list[_Part]:
    """Return the parts of the version that an answer is about, in their order; none if it wasn't uploaded in parts."""
    version = headers.get("x-amz-version-id")
    versions = s3._object_versions.get((bucket_name, key), []) if version else []
    record = next((kept for kept in versions if kept["version_id"] == version), None)
    return (record or s3._buckets[bucket_name]["objects"][key]).get("parts") or []


def _part(whole: _Response, parts: list[_Part], number: int) -> _Response:
    """Return the part of an object with a number, or the error response if the object has no such part."""
    _, headers, body = whole
    size = int(headers["Content-Length"])
    ranges = _ranges(parts) or {1: (0, size - 1)}
    if number not in ranges:
        members = {"PartNumberRequested": str(number), "ActualPartCount": str(len(ranges))}
        return error_response("InvalidPartNumber", _NO_PART, 416, members)
    if not size:
        return whole
    first, last = ranges[number]
    if parts:
        headers = {**_with_checksum(headers, parts, number), "x-amz-mp-parts-count": str(len(parts))}
    return 206, {**headers, **described(first, last, size)}, body[first : last + 1]


def _ranges(parts: list[_Part]) -> dict[int, tuple[int, int]]:
    """Return the first and the last byte of each part by its number."""
    ranges, first = {}, 0
    for part in parts:
        ranges[part["PartNumber"]] = first, first + part["Size"] - 1
        first += part["Size"]
    return ranges


def _with_checksum(headers: _Headers, parts: list[_Part], number: int) -> _Headers:
    """Return the headers with the checksum of a part instead of that of the object."""
    kind = headers.get(f"{_CHECKSUM}type")
    others = {name: value for name, value in headers.items() if not name.startswith(_CHECKSUM)}
    if kind != s3_checksums.COMPOSITE:
        return others
    checksums = {part["PartNumber"]: part.get("checksums") or {} for part in parts}[number]
    own = {_CHECKSUM + algorithm.lower(): value for algorithm, value in checksums.items()}
    return {**others, **own, f"{_CHECKSUM}type": kind}
