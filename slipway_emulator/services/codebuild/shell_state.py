"""Program that a build's shell runs between two commands: saves the shell's state, and waits for the next command.

It is a separate program, because a build can change everything in its shell: options, functions, aliases, IFS, PATH,
descriptors and umask. It uses only the standard library, and nothing that it imports is slow.

Usage: shell_state.py FOLDER STATUS [last]

FOLDER has the named pipes ``status`` and ``next``. STATUS is the exit status of the last command, and empty before the
first command. With ``last``, the shell is about to exit, so that there is no next command.
"""

import contextlib
import os
import sys
from pathlib import Path


def main(folder: Path, status: str, *last: str) -> int:
    """Return 0 if there is a next command, which the shell then sources."""
    if status:
        # E.g. the disk is full, or the build has set a limit on the size of files: the next command runs anyway.
        with contextlib.suppress(OSError):
            _save(folder)
        (folder / "status").write_text(" ".join([status, *last]) + "\n", encoding="ascii")
    if last:
        return 0
    with (folder / "next").open("rb", buffering=0) as commands:
        return 0 if commands.read(1) else 1


def _save(folder: Path) -> None:
    entries = [_working_directory(), *(name + b"=" + value for name, value in os.environb.items())]
    # Renamed, so that a killed process leaves the previous state.
    file = folder / "saved.new"
    with file.open("wb") as saved:
        os.fchmod(saved.fileno(), 0o600)  # regardless of the build's umask
        saved.write(b"\0".join(entries))
    file.rename(folder / "saved")


def _working_directory() -> bytes:
    """Return the path that the shell shows, which can have symbolic links, unless the build has changed PWD."""
    logical = os.environb.get(b"PWD", b"")
    with contextlib.suppress(OSError):  # it was deleted
        if not (logical.startswith(b"/") and Path(os.fsdecode(logical)).samefile(".")):
            return bytes(Path.cwd())
    return logical


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
