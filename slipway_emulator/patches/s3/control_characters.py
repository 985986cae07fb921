"""Characters of keys that XML doesn't have, or changes, are references such as ``&#x1;``.

"An object key can contain any Unicode character. However, the XML 1.0 parser cannot parse certain characters, such as
characters with an ASCII value from 0 to 10." A carriage return would be read as a line feed:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html (EncodingType)
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html (XML related object key constraints)
https://www.w3.org/TR/xml/#charsets

MiniStack writes them as they are. A parser of XML 1.0, such as that of boto3, refuses most references too, unless the
request asks for ``encoding-type=url``.
"""

import functools
import re
from typing import Any

from ministack.services import s3

# A byte below 0x20 is never part of another character of UTF-8.
_UNWRITABLE = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")


def apply() -> None:
    """Wrap the function that writes XML."""
    write = s3._xml_body

    @functools.wraps(write)
    def write_xml(root: Any) -> bytes:  # noqa: ANN401 - an element
        return _UNWRITABLE.sub(_reference, write(root))

    s3._xml_body = write_xml


def _reference(found: re.Match[bytes]) -> bytes:
    return f"&#x{ord(found[0].decode()):x};".encode()
