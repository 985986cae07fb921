"""Terraform modules of others, each at one commit, which `make bench` downloads: they aren't in this repository."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "BENCH_MODULES"
_TIMEOUT = 60  # seconds for a download
_QUIET = {"GIT_TERMINAL_PROMPT": "0"}  # GitHub asks for a password when a repository isn't there


@dataclass(frozen=True)
class Module:
    """The newest version of a module for version 5 of the provider.

    Attributes:
        name: name of its folder.
        url: URL of its repository.
        version: its tag.
        commit: commit of the tag; a tag can be moved.
    """

    name: str
    url: str
    version: str
    commit: str


MODULES = (
    Module(
        "terraform-aws-lambda",
        "https://github.com/terraform-aws-modules/terraform-aws-lambda.git",
        "v7.21.1",
        "2fea1c09a7ae0b5b93bdf8af48713ab7f2780f7c",
    ),
    Module(
        "moritzzimmer",
        "https://github.com/moritzzimmer/terraform-aws-lambda.git",
        "v7.8.0",
        "812b66623afd646b9099deec05cac6f22d69ffd7",
    ),
)


def find(downloads: Path) -> dict[str, Path]:
    """Return the folders of the modules, by name; print a line for each that isn't there.

    Args:
        downloads: the folder of earlier downloads, and for new ones. ``BENCH_MODULES`` names another, with clones.
    """
    given = os.environ.get(VARIABLE)
    found = {}
    for module in MODULES:
        folder = (Path(given) if given else downloads) / module.name
        try:
            if not given and not folder.is_dir():
                _download(module, folder)
            commit = _git(folder, "rev-parse", "HEAD").strip()
        except (OSError, subprocess.SubprocessError) as error:
            reason = " ".join((getattr(error, "stderr", None) or str(error)).split())
            print(f"without {module.name}: {reason}; clone {module.url} to FOLDER/{module.name}, {VARIABLE}=FOLDER")
            continue
        if commit != module.commit:
            print(f"without {module.name}: {folder} isn't {module.version}: git -C {folder} checkout {module.commit}")
            continue
        found[module.name] = folder
    return found


def _download(module: Module, folder: Path) -> None:
    """Fetch the one commit to a folder, which appears when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as name:
        part = Path(name) / module.name
        part.mkdir()
        _git(part, "init", "-q")
        _git(part, "fetch", "-q", "--depth", "1", module.url, module.commit)
        _git(part, "checkout", "-q", module.commit)
        part.rename(folder)


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **_QUIET},
        capture_output=True,
        text=True,
        check=True,
        timeout=_TIMEOUT,
    ).stdout
