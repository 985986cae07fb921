"""CopyObject onto itself must change something, and obeys conditions on the object that it replaces.

"You can use the CopyObject action to change the metadata or the storage class of an object", or its encryption or the
location of a redirect; a copy onto itself that changes none of them is InvalidRequest. ``If-Match`` and
``If-None-Match`` are conditions for the destination:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html

MiniStack copies in both cases.
"""

import functools
from typing import Any
from urllib.parse import unquote

from ministack.services import s3

from slipway_emulator.patches.s3.error_response import error_response

_Response = tuple[int, dict[str, str], Any]
_CHANGES = (
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
    "x-amz-website-redirect-location",
)
_NO_CHANGE = (
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
    "metadata, storage class, website redirect location or encryption attributes."
)


def apply() -> None:
    """Wrap the copy of an object."""
    copy = s3._copy_object

    @functools.wraps(copy)
    def copy_object(bucket_name: str, dest_key: str, headers: dict[str, str]) -> _Response:
        refusal = _refusal(bucket_name, dest_key, headers)
        return refusal or copy(bucket_name, dest_key, headers)

    s3._copy_object = copy_object


def _refusal(bucket_name: str, key: str, headers: dict[str, str]) -> _Response | None:
    """Return the error response to a copy of an object that is there; None if nothing is wrong."""
    path, _, query = headers.get("x-amz-copy-source", "").lstrip("/").partition("?")
    source_bucket, _, source_key = unquote(path).partition("/")
    source = (s3._ensure_bucket(source_bucket) or {}).get("objects", {}).get(source_key)
    destination = s3._ensure_bucket(bucket_name)
    if destination is None or (source is None and not query):
        return None  # MiniStack's errors
    is_itself = (source_bucket, source_key) == (bucket_name, key) and not query
    if is_itself and not source.get("restore") and not _changes(bucket_name, headers):
        return error_response("InvalidRequest", _NO_CHANGE, 400)
    refusal: _Response | None = s3._check_put_preconditions(headers, destination["objects"].get(key))
    return refusal


def _changes(bucket_name: str, headers: dict[str, str]) -> bool:
    """Return whether a copy changes the object, if only to the encryption that its bucket has been given."""
    is_replacement = headers.get("x-amz-metadata-directive", "").upper() == "REPLACE"
    return is_replacement or any(headers.get(name) for name in _CHANGES) or bucket_name in s3._bucket_encryption
