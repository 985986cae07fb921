"""A private copy of a root configuration, in which Terraform may write."""

import re
import shutil
from pathlib import Path

from slipway.errors import SlipwayError
from slipway.harness import tracebacks

__tracebackhide__ = tracebacks.hide

# State beside the copy, whatever backend the configuration has. Terraform merges an override file last:
# https://developer.hashicorp.com/terraform/language/files/override
_BACKEND = 'terraform {\n  backend "local" {}\n}\n'
_BACKEND_FILE = "slipway_override.tf"
_UPWARDS = re.compile(r"(?:\.\./)*\.\.(?=[/\"])")


def copy(source: Path, destination: Path, root: Path) -> Path:
    """Copy the files of a configuration, and return the folder that they are in.

    The folder lies in ``destination`` where ``source`` lies in ``root``, among links to everything else of
    ``root``. So each relative path leads where it did, in a module's ``source`` as in ``file()``, at no cost.
    What Terraform left in ``source`` stays out: its working data, and above all a state.

    Args:
        source: a folder with ``.tf`` files.
        destination: is made; holds nothing else.
        root: ``source`` or a folder above, as from `root_of`; no relative path leads out of it.

    Raises:
        SlipwayError: there is no configuration in ``source``.
    """
    if not any(source.glob("*.tf")) and not any(source.glob("*.tf.json")):
        raise SlipwayError(
            f"{source} holds no Terraform configuration (*.tf); a relative path starts at pytest's root directory"
        )
    folder, copied = root, destination
    copied.mkdir(parents=True)
    for name in source.relative_to(root).parts:
        _link(folder, copied, besides=name)
        folder, copied = folder / name, copied / name
        copied.mkdir()
    _copy_files(source, copied)
    (copied / _BACKEND_FILE).write_text(_BACKEND, encoding="utf-8")
    return copied


def root_of(source: Path, project: Path) -> Path:
    """Return the folder that ``source`` reaches with relative paths.

    That is its Git work tree, or else the project; a folder above where a path in the configuration leads out of it,
    e.g. to a module in a clone beside the project.
    """
    folders = [source, *source.parents]
    root = next((folder for folder in folders if (folder / ".git").exists()), None)
    root = root or (project if source.is_relative_to(project) else source)
    reached = folders[min(_levels_up(source), len(folders) - 1)]
    return reached if root.is_relative_to(reached) else root


def _levels_up(source: Path) -> int:
    texts = [file.read_text(encoding="utf-8") for file in (*source.glob("*.tf"), *source.glob("*.tf.json"))]
    return max((path.count("..") for text in texts for path in _UPWARDS.findall(text)), default=0)


def _link(folder: Path, copied: Path, besides: str) -> None:
    for entry in folder.iterdir():
        if entry.name != besides and not entry.name.startswith("."):
            (copied / entry.name).symlink_to(entry)


def _copy_files(source: Path, copied: Path) -> None:
    for entry in source.iterdir():
        if entry.name in {".terraform", ".git", ".slipway"} or ".tfstate" in entry.name:
            continue
        if entry.is_dir():
            (copied / entry.name).symlink_to(entry)
        else:
            shutil.copy2(entry, copied)
