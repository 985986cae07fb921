"""ListObjectVersions and ListMultipartUploads encode keys if ``encoding-type`` is ``url``, and say so.

"An object key can contain any Unicode character. However, the XML 1.0 parser cannot parse certain characters":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html (EncodingType)
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json

MiniStack encodes only those of ListObjects.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import s3

_encodes: ContextVar[bool] = ContextVar("encodes", default=False)  # whether this request asks for it
_ROOTS = ("ListMultipartUploadsResult", "ListVersionsResult")
_NAMES = frozenset({"Delimiter", "Key", "KeyMarker", "NextKeyMarker", "Prefix"})


def apply() -> None:
    """Wrap the two operations, and the function that writes XML."""
    write = s3._xml_body

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        if root.tag in _ROOTS and _encodes.get():
            _encode(root)
        return write(root)

    s3._xml_body = write_xml
    s3._list_object_versions = _asking(s3._list_object_versions)
    s3._list_multipart_uploads = _asking(s3._list_multipart_uploads)


def _asking(operation: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(operation)
    def list_keys(bucket_name: str, query: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's
        token = _encodes.set(s3._qp(query, "encoding-type") == "url")
        try:
            return operation(bucket_name, query)
        finally:
            _encodes.reset(token)

    return list_keys


def _encode(root: Any) -> None:  # noqa: ANN401 - an element
    for element in root.iter():
        if element.tag in _NAMES and element.text:
            element.text = s3._url_encode(element.text)
    s3.SubElement(root, "EncodingType").text = "url"
