"""Prints the state of the patches as JSON: ``python -m slipway_emulator.patches``; with ``--lock``, a new lock."""

import json
import sys

from slipway_emulator.patches import upstream
from slipway_emulator.patches.registry import PATCHES


def main() -> None:
    """Print to stdout, for ``slipway local patches``."""
    if sys.argv[1:] == ["--lock"]:
        print(upstream.lock_text(), end="")
        return
    lock = upstream.read_lock()
    report = {
        "ministack": {"installed": upstream.installed_version(), "locked": lock.ministack},
        "patches": [
            {"name": patch.name, "targets": patch.targets, "changes": dict(upstream.changes(patch, lock))}
            for patch in PATCHES
        ],
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
