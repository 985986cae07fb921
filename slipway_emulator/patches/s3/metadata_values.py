"""Metadata with other characters than those of ASCII is returned as an encoded word.

"You can use special characters ... encode them with RFC 2047": S3 returns ``=?UTF-8?Q?...?=``.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
https://datatracker.ietf.org/doc/html/rfc2047#section-4.2
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/s3/test_s3.snapshot.json
(``test_put_unicode_metadata_with_sig_s3``, AWS's answer)

MiniStack returns the value as it got it, which HTTP can't carry.
"""

import functools

from ministack.services import s3

_UNSAFE = frozenset(b"=?_")
_PRINTABLE = range(0x21, 0x7F)


def apply() -> None:
    """Wrap the function that takes the metadata from the headers."""
    extract = s3._extract_user_metadata

    @functools.wraps(extract)
    def extract_user_metadata(headers: dict[str, str]) -> dict[str, str]:
        return {name: value if value.isascii() else _encoded(value) for name, value in extract(headers).items()}

    s3._extract_user_metadata = extract_user_metadata


def _encoded(value: str) -> str:
    try:
        octets = value.encode("latin-1")  # a header, whose bytes MiniStack reads as this
        octets.decode()
    except UnicodeError:
        octets = value.encode()
    return f"=?UTF-8?Q?{''.join(map(_quoted, octets))}?="


def _quoted(octet: int) -> str:
    if octet == ord(" "):
        return "_"
    return chr(octet) if octet in _PRINTABLE and octet not in _UNSAFE else f"={octet:02X}"
