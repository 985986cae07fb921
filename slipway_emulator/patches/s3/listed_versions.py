"""ListObjectVersions pages through groups of keys and through objects without versions.

Keys and common prefixes are one order. A page that ends with a common prefix has it as NextKeyMarker, and no
NextVersionIdMarker; the next page continues after the group. A marker of a version counts only with that of its key:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
(test_list_object_versions_pagination_common_prefixes, test_list_objects_versions_markers)

MiniStack lists the groups first, and repeats a page that ends with one or with an object without versions. It ends the
list of a key whose version at the marker was deleted, e.g. from a bucket that is emptied page by page.
"""

from collections.abc import Iterator
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response, error_response
from slipway_emulator.patches.s3.list_pages import add_common_prefixes, add_members, take_page

_Record = dict[str, Any]
_MARKER_ALONE = "A version-id marker cannot be specified without a key marker."
_PARAMETERS = ("prefix", "delimiter", "key-marker", "version-id-marker")
_NULL = "null"


def apply() -> None:
    """Replace ListObjectVersions."""
    s3._list_object_versions = _list_versions


def _list_versions(bucket_name: str, query: dict[str, Any]) -> Response:
    bucket = s3._ensure_bucket(bucket_name)
    if bucket is None:
        refusal: Response = s3._no_such_bucket(bucket_name)
        return refusal
    prefix, delimiter, key_marker, version_marker = (s3._qp(query, name) for name in _PARAMETERS)
    if version_marker and not key_marker:
        members = {"ArgumentName": "version-id-marker", "ArgumentValue": version_marker}
        return error_response("InvalidArgument", _MARKER_ALONE, 400, members)
    limit = int(s3._qp(query, "max-keys", "1000"))
    page, is_truncated = take_page(_versions(bucket_name, prefix, key_marker, version_marker), query, limit)
    members = {"Name": bucket_name, "Prefix": prefix, **({"Delimiter": delimiter} if delimiter else {})}
    members |= {"KeyMarker": key_marker, "VersionIdMarker": version_marker, "MaxKeys": str(limit)}
    members["IsTruncated"] = str(is_truncated).lower()
    if is_truncated:
        key, version = page[-1]
        members |= {"NextKeyMarker": key, **({"NextVersionIdMarker": _id(version)} if version else {})}
    root = s3.Element("ListVersionsResult", xmlns=s3.S3_NS)
    add_members(root, members)
    for key, version in page:
        if version:
            _add_version(root, key, version)
    add_common_prefixes(root, page)
    return 200, {"Content-Type": "application/xml"}, s3._xml_body(root)


def _versions(bucket_name: str, prefix: str, key_marker: str, version_marker: str) -> Iterator[tuple[str, _Record]]:
    """Return the versions after the markers, by key and from the newest on."""
    current = s3._buckets[bucket_name]["objects"]
    kept = {key: versions for (name, key), versions in s3._object_versions.items() if name == bucket_name}
    for key in sorted(key for key in {*current, *kept} if key.startswith(prefix) and key >= key_marker):
        versions = kept.get(key) or [{"is_latest": True, **current[key]}]
        newest_first = versions[::-1]
        if key == key_marker:
            ids = [_id(version) for version in newest_first]
            listed = ids.index(version_marker) + 1 if version_marker in ids else 0 if version_marker else len(ids)
            newest_first = newest_first[listed:]
        for version in newest_first:
            storage_class = version.get("storage_class") or current.get(key, {}).get("storage_class") or "STANDARD"
            yield key, {**version, "storage_class": storage_class}


def _id(version: _Record) -> str:
    return version.get("version_id") or _NULL


def _add_version(root: Any, key: str, version: _Record) -> None:  # noqa: ANN401 - an element
    is_marker = version.get("is_delete_marker")
    element = s3.SubElement(root, "DeleteMarker" if is_marker else "Version")
    members = {"Key": key, "VersionId": _id(version), "IsLatest": str(bool(version["is_latest"])).lower()}
    members["LastModified"] = version["last_modified"]
    if not is_marker:
        members |= {"ETag": version["etag"], "Size": str(version["size"]), "StorageClass": version["storage_class"]}
    add_members(element, members)
    add_members(s3.SubElement(element, "Owner"), {"ID": s3._canonical_owner_id()})
