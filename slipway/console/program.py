"""How the user calls Slipway."""

import shutil
import sys
from pathlib import Path

_NAME = "slipway"


def program() -> str:
    """Return what calls Slipway in the user's shell, for a command to copy.

    It is as it was typed, e.g. ``.venv/bin/slipway``, unless ``slipway`` on PATH is the same program.
    """
    typed, on_path = Path(sys.argv[0]), shutil.which(_NAME)
    if typed.name != _NAME or (on_path and typed.exists() and typed.samefile(on_path)):
        return _NAME
    return str(typed)
