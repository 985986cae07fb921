"""Cursors: opaque names of the movie after which a page begins."""

import base64
import zlib

from rest_api.errors import HttpError

_CHECKSUM_BYTES = 4
# Of a partition key; DynamoDB refuses to start a scan behind a longer one:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
_LONGEST_ID = 2048


def encode(movie_id: str) -> str:
    """Return the cursor of the page that follows the movie ``movie_id``."""
    name = movie_id.encode()
    return base64.urlsafe_b64encode(_checksum(name) + name).rstrip(b"=").decode()


def decode(cursor: str) -> str:
    """Return the id of the movie after which the page begins.

    A cursor opens nothing that the list doesn't show, so it carries a checksum, which tells a mistake, and no
    signature.

    Raises:
        HttpError: 400, `encode` made no such cursor.
    """
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        movie_id = decoded[_CHECKSUM_BYTES:].decode()
    except ValueError:
        movie_id = ""
    # Encoding it again also refuses the other spellings of the same bytes.
    if not 0 < len(movie_id.encode()) <= _LONGEST_ID or encode(movie_id) != cursor:
        raise HttpError(400, "The query parameter cursor must be a nextCursor of this list.")
    return movie_id


def _checksum(name: bytes) -> bytes:
    return zlib.crc32(name).to_bytes(_CHECKSUM_BYTES)
