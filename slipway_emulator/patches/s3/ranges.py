"""A Range that isn't one is ignored: GetObject returns the whole object. One of a version returns a part of it.

A range with an end before its start, several ranges, and what isn't in the form ``bytes=first-last`` are ignored. A
range that begins after the last byte, and ``bytes=-0``, are refused as InvalidRange. The checksum is that of the whole
object, so it is returned if the range is all of it. HeadObject has the length of the range, or that refusal:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
https://www.rfc-editor.org/rfc/rfc9110.html#name-range (an invalid one is ignored)
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.snapshot.json (get_object_range)

MiniStack refuses the ranges that AWS ignores, takes the first of several, and ignores those of versions and
of HeadObject.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

from ministack.services import s3

_Headers = dict[str, str]
_Response = tuple[int, _Headers, Any]
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def apply() -> None:
    """Wrap GetObject and HeadObject."""
    for name in ("_get_object", "_head_object"):
        setattr(s3, name, _with_ranges(getattr(s3, name)))


def described(first: int, last: int, size: int) -> _Headers:
    """Return the headers of a part of an object from a byte to another one.

    Args:
        first: number of the first byte, from 0.
        last: number of the last byte.
        size: size of the object in bytes.
    """
    return {"Content-Length": str(last - first + 1), "Content-Range": f"bytes {first}-{last}/{size}"}


def _with_ranges(operation: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(operation)
    def handle(bucket_name: str, key: str, headers: _Headers, query: dict[str, Any] | None = None) -> _Response:
        requested = headers.get("range")
        if not requested:
            return operation(bucket_name, key, headers, query)
        whole = operation(bucket_name, key, {k: v for k, v in headers.items() if k != "range"}, query)
        if whole[0] != 200 or not _is_range(requested):
            return whole
        return _part(whole, requested)

    return handle


def _is_range(value: str) -> bool:
    found = _RANGE.fullmatch(value.strip())
    first, last = found.groups() if found else ("", "")
    return bool(first or last) and not (first and last and int(first) > int(last))


def _part(whole: _Response, requested: str) -> _Response:
    """Return the part of an object that is requested, or the error response if the object has no such part."""
    _, headers, body = whole
    size = int(headers["Content-Length"])
    found = s3._parse_range(requested.strip(), size)
    if found is None:
        members = {"RangeRequested": requested, "ActualObjectSize": str(size)}
        error: _Response = s3._object_error("InvalidRange", "The requested range is not satisfiable", 416, **members)
        return error
    first, last = found
    if last - first + 1 < size:
        headers = {k: v for k, v in headers.items() if not k.startswith("x-amz-checksum-")}
    return 206, {**headers, **described(first, last, size)}, body[first : last + 1]
