"""Tags and the ACL of a version can be read and changed, also of one behind a delete marker.

"To retrieve tags of any other version, use the versionId query parameter." A delete marker has neither tags nor an ACL:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeleteMarker.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_api.py (TestS3ObjectTagging)

MiniStack answers NoSuchKey for every version of a key that is deleted, and keeps tags and ACLs of delete markers.
"""

import functools
from collections import ChainMap
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response, error_response

_Record = dict[str, Any]
# The bucket of this request in which the version that it names is the current object; both empty for none.
_viewed: ContextVar[tuple[str, _Record]] = ContextVar("viewed", default=("", {}))
_READS = ("_get_object_acl", "_get_object_tagging")
_CHANGES = ("_delete_object_tagging", "_put_object_acl", "_put_object_tagging")
_NULL = "null"


def apply() -> None:
    """Wrap the operations on tags and ACLs, and the function that finds their bucket."""
    ensure = s3._ensure_bucket

    @functools.wraps(ensure)
    def ensure_bucket(name: str) -> Any:  # noqa: ANN401 - MiniStack's
        viewed, view = _viewed.get()
        return view if viewed == name else ensure(name)

    s3._ensure_bucket = ensure_bucket
    for name in (*_READS, *_CHANGES):
        setattr(s3, name, _of_version(getattr(s3, name), may_change=name in _CHANGES))


def _of_version(operation: Callable[..., Response], *, may_change: bool) -> Callable[..., Response]:
    @functools.wraps(operation)
    def handle(bucket_name: str, key: str, *arguments: Any) -> Response:  # noqa: ANN401 - MiniStack's
        bucket, version_id = s3._ensure_bucket(bucket_name), s3._qp(arguments[-1] or {}, "versionId")
        if bucket is None:
            return operation(bucket_name, key, *arguments)
        version = _version(bucket_name, bucket["objects"].get(key), key, version_id)
        if version_id and version is None:
            return error_response("NoSuchVersion", "The specified version does not exist.", 404)
        if version and version.get("is_delete_marker") and (version_id or may_change):
            refusal: Response = s3._delete_marker_read_refused(version)
            return refusal
        if not version_id or key in bucket["objects"]:
            return operation(bucket_name, key, *arguments)
        token = _viewed.set((bucket_name, {**bucket, "objects": ChainMap({key: version}, bucket["objects"])}))
        try:
            return operation(bucket_name, key, *arguments)
        finally:
            _viewed.reset(token)

    return handle


def _version(bucket_name: str, current: _Record | None, key: str, version_id: str) -> _Record | None:
    """Return the version with the id, or the latest one for an empty id; None if there is none."""
    versions: list[_Record] = s3._object_versions.get((bucket_name, key)) or []
    if not version_id:
        return current or next(reversed(versions), None)
    is_unversioned = current is not None and not current.get("version_id")
    found = next((version for version in versions if version["version_id"] == version_id), None)
    return found or (current if version_id == _NULL and is_unversioned else None)
