"""A zip whose bytes depend only on its files' names, contents and executable bits.

The files are stored, not compressed: the output of DEFLATE differs between zlib, zlib-ng and their versions. A
compressed zip of one commit would have one hash on a laptop and another in CI, and each would deploy over the other.
The cost is an upload three to four times as large for an app with large dependencies. Cold starts aren't affected,
since Lambda unpacks at deployment.
"""

import base64
import hashlib
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold
_UNIX = 3  # the system whose permissions the entries hold


def write(archive: Path, files: Mapping[str, Path]) -> None:
    """Write a zip of name -> file and replace an existing one atomically."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(files):
            opened.writestr(_entry(name, files[name]), files[name].read_bytes())
    partial.replace(archive)


def is_executable(file: Path) -> bool:
    """Return whether the owner may execute it: the one permission that git and wheels keep, and umasks don't remove."""
    return bool(file.stat().st_mode & stat.S_IXUSR)


def code_sha256(file: Path) -> str:
    """Return a file's SHA-256 in base64, like Lambda's ``CodeSha256``."""
    with file.open("rb") as stream:
        return base64.b64encode(hashlib.file_digest(stream, "sha256").digest()).decode()


def _entry(name: str, file: Path) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.create_system = _UNIX
    # Lambda doesn't run as the files' owner, so everyone must be able to read them.
    entry.external_attr = (stat.S_IFREG | (0o755 if is_executable(file) else 0o644)) << 16
    return entry
