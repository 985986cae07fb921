"""ListMultipartUploads groups keys by a delimiter, and names the markers of its last upload.

They are empty for a page without uploads and for one that ends with a common prefix:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html (CommonPrefixes)
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
(test_list_multiparts_with_prefix_and_delimiter, test_list_multipart_uploads_marker_common_prefixes)

MiniStack ignores the delimiter, and has markers only if there is a next page.
"""

from collections.abc import Iterator
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import Response
from slipway_emulator.patches.s3.list_pages import add_common_prefixes, add_members, take_page

_Upload = dict[str, Any]


def apply() -> None:
    """Replace ListMultipartUploads."""
    s3._list_multipart_uploads = _list_uploads


def _list_uploads(bucket_name: str, query: dict[str, Any]) -> Response:
    if s3._ensure_bucket(bucket_name) is None:
        refusal: Response = s3._no_such_bucket(bucket_name)
        return refusal
    limit = int(s3._qp(query, "max-uploads", "1000"))
    page, is_truncated = take_page(_uploads(bucket_name, query), query, limit)
    last_key, last = page[-1] if page else ("", None)
    members = {
        "Bucket": bucket_name,
        "KeyMarker": s3._qp(query, "key-marker"),
        "UploadIdMarker": s3._qp(query, "upload-id-marker"),
        "NextKeyMarker": last_key if last else "",
        "NextUploadIdMarker": last["id"] if last else "",
    }
    asked = {"Delimiter": s3._qp(query, "delimiter"), "Prefix": s3._qp(query, "prefix")}
    members |= {name: value for name, value in asked.items() if value}
    members |= {"MaxUploads": str(limit), "IsTruncated": str(is_truncated).lower()}
    root = s3.Element("ListMultipartUploadsResult", xmlns=s3.S3_NS)
    add_members(root, members)
    for _, upload in page:
        if upload:
            _add_upload(root, upload)
    add_common_prefixes(root, page)
    return 200, {"Content-Type": "application/xml"}, s3._xml_body(root)


def _uploads(bucket_name: str, query: dict[str, Any]) -> Iterator[tuple[str, _Upload]]:
    """Return the uploads after the markers, by key and id, each with its id."""
    prefix, *marker = (s3._qp(query, name) for name in ("prefix", "key-marker", "upload-id-marker"))
    found = ((upload["key"], uid) for uid, upload in s3._multipart_uploads.items() if upload["bucket"] == bucket_name)
    for key, uid in sorted(found):
        if key.startswith(prefix) and (key, uid) > tuple(marker):
            yield key, {**s3._multipart_uploads[uid], "id": uid}


def _add_upload(root: Any, upload: _Upload) -> None:  # noqa: ANN401 - an element
    element = s3.SubElement(root, "Upload")
    add_members(element, {"Key": upload["key"], "UploadId": upload["id"]})
    initiator = {"ID": s3.get_account_id(), "DisplayName": "ministack"}
    add_members(s3.SubElement(element, "Initiator"), initiator)
    add_members(s3.SubElement(element, "Owner"), {"ID": s3._canonical_owner_id()})
    storage_class = upload.get("storage_class") or "STANDARD"
    add_members(element, {"StorageClass": storage_class, "Initiated": upload["created"]})
