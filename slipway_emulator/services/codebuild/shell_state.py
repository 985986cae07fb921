"""Program that a build's shell runs between two commands: saves the shell's state, and waits for the next command.

It is a separate program, because a build can change everything in its shell: options, functions, aliases, IFS, PATH,
descriptors and umask. It imports os alone: pathlib and contextlib would take more CPU time than all the rest.

Usage: shell_state.py FOLDER STATUS [last]

FOLDER has the named pipes ``status`` and ``next``. STATUS is the exit status of the last command, and empty before the
first command. With ``last``, the shell is about to exit, so that there is no next command.
"""

# ruff: noqa: PTH104, PTH109, PTH121, PTH123, SIM105 - without pathlib and contextlib

import os
import sys


def main(folder: str, status: str, *last: str) -> int:
    """Return 0 if there is a next command, which the shell then sources."""
    if status:
        try:
            _save(folder)
        except OSError:  # e.g. the disk is full, or the build has set a limit on the size of files
            pass  # the next command runs anyway
        with open(f"{folder}/status", "w", encoding="ascii") as file:
            file.write(" ".join([status, *last]) + "\n")
    if last:
        return 0
    with open(f"{folder}/next", "rb", buffering=0) as commands:
        return 0 if commands.read(1) else 1


def _save(folder: str) -> None:
    entries = [_working_directory(), *(name + b"=" + value for name, value in os.environb.items())]
    # Renamed, so that a killed process leaves the previous state.
    file = f"{folder}/saved.new"
    with open(file, "wb") as saved:
        os.fchmod(saved.fileno(), 0o600)  # regardless of the build's umask
        saved.write(b"\0".join(entries))
    os.rename(file, f"{folder}/saved")


def _working_directory() -> bytes:
    """Return the path that the shell shows, which can have symbolic links, unless the build has changed PWD."""
    logical = os.environb.get(b"PWD", b"")
    try:
        if not (logical.startswith(b"/") and os.path.samefile(logical, b".")):
            return os.getcwdb()
    except OSError:  # it was deleted
        pass
    return logical


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
