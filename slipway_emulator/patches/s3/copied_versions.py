"""The source of a copy may be the version ``null`` of an object without versions, and not a delete marker.

A copy of a delete marker, by its version, is an InvalidRequest. An object that was stored without versioning has the
version ``null``:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html
https://github.com/getmoto/moto/blob/5.1.0/moto/s3/responses.py (the message)

MiniStack answers NoSuchVersion in both cases.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response, error_response

_Headers = dict[str, str]
_SOURCE = "x-amz-copy-source"
_NULL = "null"
_MARKER = "The source of a copy request may not specifically refer to a delete marker by version id."


def apply() -> None:
    """Wrap the operations that copy."""
    s3._copy_object = _of_version(s3._copy_object)
    s3._upload_part_copy = _of_version(s3._upload_part_copy)


def _of_version(copy: Callable[..., Response]) -> Callable[..., Response]:
    @functools.wraps(copy)
    def copy_version(bucket_name: str, key: str, *arguments: Any) -> Response:  # noqa: ANN401 - MiniStack's
        *query, headers = arguments
        path, _, source_query = headers.get(_SOURCE, "").partition("?")
        version_id = parse_qs(source_query).get("versionId", [""])[0]
        source_bucket, _, source_key = unquote(path.lstrip("/")).partition("/")
        versions = s3._object_versions.get((source_bucket, source_key)) or []
        version = next((v for v in versions if v["version_id"] == version_id), None)
        if version and version.get("is_delete_marker") and _has_destination(bucket_name, *query):
            return error_response("InvalidRequest", _MARKER, 400)
        if version or version_id != _NULL or not _is_unversioned(source_bucket, source_key):
            return copy(bucket_name, key, *arguments)
        status, answered, body = copy(bucket_name, key, *query, {**headers, _SOURCE: path})
        if status == 200 and source_bucket in s3._bucket_versioning:
            answered = {**answered, f"{_SOURCE}-version-id": _NULL}
        return status, answered, body

    return copy_version


def _has_destination(bucket_name: str, query: dict[str, Any] | None = None) -> bool:
    """Return whether the bucket is there, and the upload that a part is copied to."""
    is_upload = query is None or s3._qp(query, "uploadId") in s3._multipart_uploads
    return is_upload and s3._ensure_bucket(bucket_name) is not None


def _is_unversioned(bucket_name: str, key: str) -> bool:
    current = (s3._ensure_bucket(bucket_name) or {}).get("objects", {}).get(key)
    return current is not None and not current.get("version_id")
