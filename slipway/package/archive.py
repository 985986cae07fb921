"""A zip whose bytes depend on nothing but its files' names, contents and executable bits.

The files are stored, not compressed. What DEFLATE makes of the same bytes differs between zlib, zlib-ng and
their versions, so a compressed zip of one commit would have one hash on a laptop and another in CI, and each
would deploy over the other. The price: an upload three to four times as large for an app with large
dependencies; an app of a few kB doesn't notice. A cold start doesn't pay: Lambda unpacks at deployment.
"""

import base64
import hashlib
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip's calendar begins here
_UNIX = 3  # the system in whose terms a zip states permissions


def write(archive: Path, files: Mapping[str, Path]) -> None:
    """Write a zip of name -> file in one step: whoever opens it finds the one before or this one, whole."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    partial = archive.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED) as opened:
        for name in sorted(files):
            opened.writestr(_entry(name, files[name]), files[name].read_bytes())
    partial.replace(archive)


def is_executable(file: Path) -> bool:
    """Tell whether the owner may execute it: what git and wheels keep of permissions, and no umask takes."""
    return bool(file.stat().st_mode & stat.S_IXUSR)


def code_sha256(file: Path) -> str:
    """Return a file's SHA-256 as Lambda's ``CodeSha256`` has it, in base64."""
    with file.open("rb") as stream:
        return base64.b64encode(hashlib.file_digest(stream, "sha256").digest()).decode()


def _entry(name: str, file: Path) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.create_system = _UNIX
    # Lambda runs as another user than the files' owner: all must be able to read.
    entry.external_attr = (stat.S_IFREG | (0o755 if is_executable(file) else 0o644)) << 16
    return entry
