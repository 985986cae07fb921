"""A request that names another account as the owner of its bucket, or of the source of a copy, is refused.

"If the account ID that you provide does not match the actual owner of the bucket, the request fails with the HTTP
status code 403 Forbidden (access denied)":
https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html

MiniStack ignores the headers, so a test can't notice a bucket of somebody else.
"""

import functools
from typing import Any
from urllib.parse import unquote

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_OWNER = "x-amz-expected-bucket-owner"
_SOURCE_OWNER = "x-amz-source-expected-bucket-owner"
_SOURCE = "x-amz-copy-source"


def apply() -> None:
    """Wrap the dispatch of an authorized request, whose headers are valid."""
    dispatch = s3._dispatch

    @functools.wraps(dispatch)
    def dispatch_request(
        method: str, bucket: str, key: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> _Response:
        if _OWNER in headers and _belongs_to_another(bucket, headers[_OWNER]):
            return error_response("AccessDenied", "Access Denied", 403)
        if _SOURCE_OWNER in headers:
            source = unquote(headers.get(_SOURCE, "")).lstrip("/").partition("/")[0]
            if _belongs_to_another(source, headers[_SOURCE_OWNER]):
                return error_response("AccessDenied", "Access Denied", 403)
        response: _Response = dispatch(method, bucket, key, headers, body, query)
        return response

    s3._dispatch = dispatch_request


def _belongs_to_another(bucket: str, account: str) -> bool:
    return s3._bucket_owner_account(bucket) not in (None, account)
