"""The id in the answer to CreateMultipartUpload, for the patches that add to the upload."""

import re

_ID = re.compile(rb"<UploadId>(.*?)</UploadId>")


def created_upload(body: bytes) -> str:
    """Return the id of the upload that a response has, empty for none.

    Nothing parses the document: the key in it may have characters that XML 1.0 doesn't have.
    """
    found = _ID.search(body)
    return found[1].decode() if found else ""
