"""Compares the targets of the patches with those that the patches were written for.

``upstream.lock`` records MiniStack's version and the SHA-256 of each target's source. ``make lock`` writes it.
"""

import functools
import hashlib
import importlib
import inspect
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from slipway_emulator.patches.registry import PATCHES, Patch, PatchError

_LOCK_FILE = Path(__file__).with_name("upstream.lock")
_COMMENT = "# Written by `make lock`. Files and targets are named relative to MiniStack's package."


@dataclass(frozen=True)
class Lock:
    """The content of ``upstream.lock``.

    Attributes:
        ministack: the version.
        files: SHA-256 of each file with a target. As long as a file is unchanged, so are its targets, whose sources
            take more time to find.
        targets: SHA-256 of each target's source.
    """

    ministack: str
    files: Mapping[str, str]
    targets: Mapping[str, str]


def installed_version() -> str:
    """Return the version of the installed MiniStack."""
    return metadata.version("ministack")


def read_lock() -> Lock:
    """Return the lock that the patches come with."""
    return Lock(**tomllib.loads(_LOCK_FILE.read_text()))


def check(patches: Iterable[Patch]) -> None:
    """Check that the installed MiniStack is the one that the patches were written for.

    Raises:
        PatchError: it has another version, or a target has changed; names what was expected and what was found.
    """
    lock, installed = read_lock(), installed_version()
    if installed != lock.ministack:
        raise PatchError(
            f"the patches are for MiniStack {lock.ministack}, and {installed} is installed; "
            "`slipway local patches` shows which of them this concerns"
        )
    for patch in patches:
        for target, change in changes(patch, lock):
            raise PatchError(f"the target {target} of the patch {patch.name} {change}; see `slipway local patches`")


def changes(patch: Patch, lock: Lock) -> Iterator[tuple[str, str]]:
    """Yield each target that isn't the locked one, and what happened to it, e.g. ``has changed``."""
    for target in patch.targets:
        if target not in lock.targets:
            yield target, "isn't in upstream.lock"
        elif not _exists(target):
            yield target, "is gone"
        elif not _is_in_locked_file(target, lock) and _digest(_source(target)) != lock.targets[target]:
            yield target, "has changed"


def lock_text() -> str:
    """Return the lock of the installed MiniStack.

    Raises:
        AttributeError: a target is gone.
    """
    targets = sorted({target for patch in PATCHES for target in patch.targets})
    files = sorted({_file(target) for target in targets})
    sections = {
        "files": {file: _file_digest(file) for file in files},
        "targets": {target: _digest(_source(target)) for target in targets},
    }
    lines = [_COMMENT, f'ministack = "{installed_version()}"']
    for section, digests in sections.items():
        lines += ["", f"[{section}]", *(f'"{name}" = "{digest}"' for name, digest in digests.items())]
    return "\n".join(lines) + "\n"


def _is_in_locked_file(target: str, lock: Lock) -> bool:
    file = _file(target)
    return lock.files.get(file) == _file_digest(file)


def _exists(target: str) -> bool:
    module, _, name = target.rpartition(".")
    try:
        return hasattr(importlib.import_module(f"ministack.{module}"), name)
    except ModuleNotFoundError:
        return False


def _source(target: str) -> str:
    value = _resolve(target)
    if isinstance(value, dict):
        # The text of a function has its address, which differs each time.
        return repr({key: getattr(item, "__qualname__", item) for key, item in value.items()})
    return repr(value) if isinstance(value, tuple) else inspect.getsource(value)


def _resolve(target: str) -> Any:  # noqa: ANN401 - a function, a class, a dictionary or a tuple
    """Return the object without its decorators, which are part of its source."""
    module, _, name = target.rpartition(".")
    return inspect.unwrap(getattr(importlib.import_module(f"ministack.{module}"), name))


def _file(target: str) -> str:
    """Return the file that defines the target, relative to MiniStack's package."""
    value = _resolve(target)
    module = importlib.import_module(f"ministack.{target.rpartition('.')[0]}")
    return str(Path(inspect.getfile(module if isinstance(value, dict | tuple) else value)).relative_to(_package()))


@functools.cache
def _file_digest(file: str) -> str:
    return _digest((_package() / file).read_text())


@functools.cache
def _package() -> Path:
    return Path(inspect.getfile(importlib.import_module("ministack"))).parent


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
