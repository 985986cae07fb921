"""The schema of a provider, kept in a file from one run to the next.

The AWS provider makes its schema of 5 MB in each process again, which is a quarter of what it needs for a plan.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

_FOLDER = ".slipway"
_DIGEST_SIZE = hashlib.sha256().digest_size


def file_for(binary: Path, directory: Path) -> Path | None:
    """Return the file for a provider's schema; None outside of a project's ``.slipway``.

    On the local AWS, a build has its checkout in the project's ``.slipway``: the builds share the project's file.

    Args:
        binary: the provider. Another program at the same path, by its size and time, has another file.
        directory: a folder in the project's ``.slipway``.
    """
    folder = folder_for(directory)
    if folder is None:
        return None
    status = binary.stat()
    key = repr((str(binary.resolve()), status.st_size, status.st_mtime_ns))
    return folder / hashlib.sha256(key.encode()).hexdigest()


def folder_for(directory: Path) -> Path | None:
    """Return the folder for what is kept of providers; None for a directory outside of a project's ``.slipway``."""
    folders = [*reversed(directory.absolute().parents), directory.absolute()]
    folder = next((each for each in folders if each.name == _FOLDER), None)
    return folder / "provider-schemas" if folder else None


def read(file: Path) -> bytes:
    """Return the schema in a file; empty if there is none, or the file is damaged."""
    with suppress(OSError):
        content = file.read_bytes()
        digest, schema = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
        if hashlib.sha256(schema).digest() == digest:
            return schema
    return b""


def write(file: Path, schema: bytes) -> None:
    """Write a schema as a whole; if that isn't possible, the next run asks the provider again."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(hashlib.sha256(schema).digest() + schema)
        part.replace(file)
