"""A list of uploads continues after an upload that is there, or after all uploads of a key.

The marker of an upload counts only with that of its key, and must be an upload of the key. "If upload-id-marker is not
specified, only the keys lexicographically greater than the specified key-marker will be included in the list":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
(``test_list_multiparts_next_marker``, AWS's answers)

MiniStack takes any marker, repeats the uploads of the key, and has an empty list for a bucket that isn't there.
"""

import functools
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_KEY = "key-marker"
_UPLOAD = "upload-id-marker"
_LAST = "~"  # it comes after every id
_ECHO = f"<UploadIdMarker>{_LAST}</UploadIdMarker>".encode()


def apply() -> None:
    """Wrap ListMultipartUploads."""
    list_uploads = s3._list_multipart_uploads

    @functools.wraps(list_uploads)
    def list_multipart_uploads(bucket_name: str, query_params: dict[str, Any]) -> _Response:
        if s3._ensure_bucket(bucket_name) is None:
            refusal: _Response = s3._no_such_bucket(bucket_name)
            return refusal
        key, identifier = s3._qp(query_params, _KEY), s3._qp(query_params, _UPLOAD)
        if key and identifier:
            upload = s3._multipart_uploads.get(identifier, {})
            if (upload.get("bucket"), upload.get("key")) != (bucket_name, key):
                members = {"ArgumentName": _UPLOAD, "ArgumentValue": identifier}
                return error_response("InvalidArgument", "Invalid uploadId marker", 400, members)
        if bool(key) != bool(identifier):
            query_params = {**query_params, _UPLOAD: [_LAST if key else ""]}
        status, headers, body = list_uploads(bucket_name, query_params)
        return status, headers, body.replace(_ECHO, b"<UploadIdMarker />")

    s3._list_multipart_uploads = list_multipart_uploads
