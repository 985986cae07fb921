"""Uploads of one key are listed in the order in which they were started, and a list after a key has none of that key.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json
(test_list_multiparts_next_marker)

MiniStack orders them by their ids, which are random, and lists those of the key too.
"""

import functools
import time
from typing import Any

from ministack.services import s3

from slipway_emulator.patches.s3.upload_ids import created_upload

_Response = tuple[int, dict[str, str], Any]
_KEY_MARKER = "key-marker"
_AFTER = "\0"  # a key with this at its end is the first one after that key


def apply() -> None:
    """Wrap the start of an upload, the list, and the function that writes XML."""
    create, list_all, write = s3._create_multipart_upload, s3._list_multipart_uploads, s3._xml_body

    @functools.wraps(create)
    def create_multipart_upload(bucket_name: str, key: str, headers: dict[str, str]) -> _Response:
        status, answered, body = create(bucket_name, key, headers)
        if status == 200:
            random_id = created_upload(body)
            # Of equal length, so that their order is that of the times.
            upload_id = f"{time.time_ns():019d}-{random_id}"
            s3._multipart_uploads[upload_id] = s3._multipart_uploads.pop(random_id)
            body = body.replace(random_id.encode(), upload_id.encode())
        return status, answered, body

    @functools.wraps(list_all)
    def list_multipart_uploads(bucket_name: str, query: dict[str, Any]) -> _Response:
        key = s3._qp(query, _KEY_MARKER)
        if key and not s3._qp(query, "upload-id-marker"):
            query = {**query, _KEY_MARKER: [key + _AFTER]}
        response: _Response = list_all(bucket_name, query)
        return response

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag == "ListMultipartUploadsResult":
            marker = root.find("KeyMarker")
            marker.text = (marker.text or "").removesuffix(_AFTER)
        return write(root)

    s3._create_multipart_upload, s3._list_multipart_uploads = create_multipart_upload, list_multipart_uploads
    s3._xml_body = write_xml
