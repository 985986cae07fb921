"""Reproducible zip archives."""

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


def make_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files, by path. The same files give the same bytes, in any order and on every machine.

    The files are stored, not deflated: the output of deflate differs between builds of zlib.
    """
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as content:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.create_system = 3  # Unix, on every platform
            entry.external_attr = 0o644 << 16
            content.writestr(entry, files[path])
    return archive.getvalue()
