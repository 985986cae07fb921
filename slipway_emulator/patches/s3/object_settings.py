"""A new object has the tags and the ACL that its request gives, and that of an upload those of the upload's start.

"If you upload an object with the same key, the new object replaces the old one", with its tags and its ACL; tags, ACL
and retention of a multipart upload are parameters of CreateMultipartUpload:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html

MiniStack keeps the tags and the ACL of the replaced object, and ignores those of an upload.
"""

import functools
from typing import Any
from urllib.parse import parse_qsl

from ministack.services import s3

from slipway_emulator.iam.object_requests import UPLOAD_SETTINGS
from slipway_emulator.patches.s3.upload_ids import created_upload

_Response = tuple[int, dict[str, str], Any]
_Headers = dict[str, str]
_ERROR = 300
# The first four are set on completion; the others are condition keys of a part and of the completion.
_PREFIXES = (
    "x-amz-acl",
    "x-amz-grant-",
    "x-amz-object-lock-",
    "x-amz-tagging",
    "x-amz-server-side-encryption",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
)


def apply() -> None:
    """Wrap PutObject, and the start and the completion of an upload."""
    put, create, complete = s3._put_object, s3._create_multipart_upload, s3._complete_multipart_upload

    @functools.wraps(put)
    def put_object(bucket_name: str, key: str, body: bytes, headers: _Headers) -> _Response:
        response: _Response = put(bucket_name, key, body, headers)
        if response[0] < _ERROR:
            forget_replaced(bucket_name, key, headers)
        return response

    @functools.wraps(create)
    def create_multipart_upload(bucket_name: str, key: str, headers: _Headers) -> _Response:
        response: _Response = create(bucket_name, key, headers)
        if upload := s3._multipart_uploads.get(created_upload(response[2])):
            upload[UPLOAD_SETTINGS] = {name: value for name, value in headers.items() if name.startswith(_PREFIXES)}
        return response

    @functools.wraps(complete)
    def complete_multipart_upload(
        bucket_name: str, key: str, body: bytes, query_params: dict[str, Any], headers: _Headers | None = None
    ) -> _Response:
        upload = s3._multipart_uploads.get(s3._qp(query_params, "uploadId"))
        response: _Response = complete(bucket_name, key, body, query_params, headers)
        if upload and response[0] < _ERROR:
            settings = upload.get(UPLOAD_SETTINGS, {})
            forget_replaced(bucket_name, key, settings)
            _set(bucket_name, key, settings)
        return response

    s3._put_object = put_object
    s3._create_multipart_upload = create_multipart_upload
    s3._complete_multipart_upload = complete_multipart_upload


def _version(bucket_name: str, key: str) -> tuple[str, str, str | None]:
    return bucket_name, key, s3._buckets[bucket_name]["objects"][key].get("version_id")


def forget_replaced(bucket_name: str, key: str, headers: _Headers) -> None:
    """Forget the tags and the ACL of the object that a new one has replaced, if it has none.

    Args:
        bucket_name: name of the object's bucket.
        key: key of the object.
        headers: headers of the request that wrote it; an empty one counts as none.
    """
    if not s3._object_tags and not s3._object_acl:
        return
    version = _version(bucket_name, key)
    if not headers.get("x-amz-tagging"):
        s3._object_tags.pop(version, None)
    if not any(value and name.startswith(("x-amz-acl", "x-amz-grant-")) for name, value in headers.items()):
        s3._object_acl.pop(version, None)


def _set(bucket_name: str, key: str, headers: _Headers) -> None:
    """Give a completed upload the tags, the ACL and the retention of its start."""
    version = _version(bucket_name, key)
    if headers.get("x-amz-tagging"):
        s3._object_tags[version] = dict(parse_qsl(headers["x-amz-tagging"], keep_blank_values=True))
    if headers.get("x-amz-acl"):
        s3._object_acl[version] = s3._canned_acl_policy_xml(headers["x-amz-acl"], s3._canonical_owner_id())
    else:
        enforced = s3._bucket_owner_enforced(s3._buckets[bucket_name])
        grants, _ = s3._grant_headers_acl(headers, enforced)
        if grants:
            s3._object_acl[version] = grants
    s3._apply_object_lock_from_headers(bucket_name, key, headers, version[2])
