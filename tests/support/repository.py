"""This repository's files, and copying them so that a test can change them."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def files(*patterns: str) -> list[str]:
    """Return the paths of the repository's files, also of new ones, without ignored files.

    Args:
        patterns: patterns of git, for some of the files.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def copy_to(directory: Path, *patterns: str) -> None:
    """Copy the files of the repository, with uncommitted changes, without ignored files.

    Args:
        directory: may exist.
        patterns: patterns of git, for some of the files: 800 of 2,300 are tests, and git takes time for each.
    """
    for name in files(*patterns):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, directory / name)


def copy_modules_to(directory: Path) -> None:
    """Make a folder that ``slipway init --source`` accepts as a clone, with the Terraform modules and nothing else.

    Terraform copies the whole folder for each block that uses one of its modules: thousands of files of a clone, and
    twice as many with the modules' examples and pages.
    """
    ignored = shutil.ignore_patterns(".terraform*", "examples", "README.md")
    shutil.copytree(ROOT / "modules", directory / "modules", ignore=ignored)
    (directory / "slipway_emulator").mkdir()
