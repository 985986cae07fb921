"""Times in XML are whole seconds, an owner has no display name, and an empty element no space.

"LastModified" is e.g. ``2009-10-12T17:50:30.000Z``. Since November 2025 S3 returns no ``DisplayName`` of owners and
grantees:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_Owner.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.py
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.py (test_response_structure)

MiniStack's times have milliseconds, each owner is ``ministack``, and an empty element is e.g. ``<Marker />``.
"""

import functools
import re
from typing import Any

from ministack.services import s3

_TIME = re.compile(rb"\.\d+Z(</(?:CreationDate|Initiated|LastModified)>)")
# Of owners and grantees. An upload's Initiator still has one.
_DISPLAY_NAME = re.compile(rb"<DisplayName>[^<]*</DisplayName>(?=\s*</(?:Owner|Grantee)>)")
_Response = tuple[int, dict[str, str], Any]


def apply() -> None:
    """Wrap the function that writes XML, and those that return an access control list as it was stored."""
    write, bucket_acl, object_acl = s3._xml_body, s3._get_bucket_acl, s3._get_object_acl

    @functools.wraps(write)
    def write_xml(root: Any) -> bytes:  # noqa: ANN401 - an element
        # A ">" of a text is escaped, so that this is the end of an empty element.
        return _DISPLAY_NAME.sub(b"", _TIME.sub(rb".000Z\1", write(root))).replace(b" />", b"/>")

    s3._xml_body = write_xml
    s3._get_bucket_acl, s3._get_object_acl = _without_names(bucket_acl), _without_names(object_acl)


def _without_names(operation: Any) -> Any:  # noqa: ANN401 - MiniStack's
    @functools.wraps(operation)
    def get_acl(*arguments: object) -> _Response:
        status, headers, body = operation(*arguments)
        return status, headers, _DISPLAY_NAME.sub(b"", body.encode() if isinstance(body, str) else body)

    return get_acl
