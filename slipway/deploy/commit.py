"""The commit that a version is published from."""

import os
import subprocess
from pathlib import Path


def current_commit(project: Path) -> str | None:
    """Return the hash of a project's commit, with ``-dirty`` if a file differs from it; None outside of git."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    # A variable such as GIT_DIR, which git sets in its hooks, would name another repository.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        result = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
    except OSError:  # there is no git
        return None
    return result.stdout.strip() or None
