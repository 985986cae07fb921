"""Zip archives whose bytes follow from their content alone."""

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files, by their paths: the same bytes for the same files, whatever their order.

    Stored, not deflated: the bytes that deflate makes differ between builds of zlib.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            content.writestr(entry, files[path])
    return archive.getvalue()
