"""The continuation token of ListBuckets isn't the name of a bucket.

"ContinuationToken is obfuscated and is not a real bucket":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3_list_operations.snapshot.json

MiniStack's token is the name of the last bucket of a page.
"""

import base64
import binascii
import functools
from typing import Any

from ministack.services import s3

_PARAMETER = "continuation-token"
_Query = dict[str, Any]


def apply() -> None:
    """Wrap ListBuckets, and the function that writes XML."""
    list_all, write = s3._list_buckets, s3._xml_body

    @functools.wraps(list_all)
    def list_buckets(query: _Query | None = None, *arguments: object) -> Any:  # noqa: ANN401 - MiniStack's
        query = query or {}
        if token := s3._qp(query, _PARAMETER):
            query = {**query, _PARAMETER: [_name(token)]}
        return list_all(query, *arguments)

    @functools.wraps(write)
    def write_xml(root: Any) -> Any:  # noqa: ANN401 - an element
        token = root.find("ContinuationToken") if root.tag == "ListAllMyBucketsResult" else None
        if token is not None:
            token.text = base64.b64encode(token.text.encode()).decode()
        return write(root)

    s3._list_buckets, s3._xml_body = list_buckets, write_xml


def _name(token: str) -> str:
    """Return the bucket that a token stands for; what isn't a token comes after no bucket, and begins the list."""
    try:
        return base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
