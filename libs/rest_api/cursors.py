"""Opaque cursors: each encodes the id of the item after which a page begins."""

import base64
import zlib

from rest_api.request import HttpError

_CHECKSUM_BYTES = 4
# The maximum length of a partition key; DynamoDB rejects a longer ExclusiveStartKey:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
_MAX_ID_BYTES = 2048


def encode(item_id: str) -> str:
    """Return the cursor of the page after an item."""
    name = item_id.encode()
    return base64.urlsafe_b64encode(_checksum(name) + name).rstrip(b"=").decode()


def decode(cursor: str) -> str:
    """Return the id of the item after which the page begins.

    The checksum detects mistakes. There is no signature, since a cursor gives access to nothing that the list
    doesn't show anyway.

    Raises:
        HttpError: 400, the cursor is not one from `encode`.
    """
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        item_id = decoded[_CHECKSUM_BYTES:].decode()
    except ValueError:
        item_id = ""
    # Encoding it again also rejects other Base64 spellings of the same bytes.
    if not 0 < len(item_id.encode()) <= _MAX_ID_BYTES or encode(item_id) != cursor:
        raise HttpError(400, "The query parameter cursor must be a nextCursor of this list.")
    return item_id


def _checksum(name: bytes) -> bytes:
    return zlib.crc32(name).to_bytes(_CHECKSUM_BYTES)
