"""Finding the distribution ``slipway-emulator`` that belongs to the installed ``slipway``."""

import hashlib
import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from slipway.errors import SlipwayError

_FOLDER = "slipway_emulator"
_CLONE = Path(__file__).parents[2] / _FOLDER


@dataclass(frozen=True)
class Distribution:
    """A source of ``slipway-emulator``.

    Attributes:
        requirement: requirement for pip: a folder, a URL, or a name with a version.
        fingerprint: a text that changes with the code.
        lock: the locked requirements, if they can be read before the installation; else empty.
    """

    requirement: str
    fingerprint: str
    lock: str = ""


def find() -> Distribution:
    """Return the distribution that belongs to this ``slipway``.

    It is the folder ``slipway_emulator/`` of a clone, of the folder that ``slipway`` was installed from, or of the
    installed commit of a git repository. For a wheel it is the wheel next to it, and for a package index the same
    version. pip records the source: https://packaging.python.org/en/latest/specifications/direct-url/

    Raises:
        SlipwayError: ``slipway`` was installed from a folder that no longer exists.
    """
    if folder := clone():
        return _folder(folder)
    version = metadata.version("slipway")
    direct_url = json.loads(metadata.distribution("slipway").read_text("direct_url.json") or "null")
    if direct_url is None:
        return _pinned(f"slipway-emulator=={version}")
    return _from_direct_url(direct_url, version)


def clone() -> Path | None:
    """Return the folder of ``slipway_emulator`` in the clone that this ``slipway`` runs from, None in a wheel."""
    return _CLONE if (_CLONE / "pyproject.toml").is_file() else None


def _from_direct_url(direct_url: dict[str, Any], version: str) -> Distribution:
    url: str = direct_url["url"]
    if "vcs_info" in direct_url:
        commit = direct_url["vcs_info"]["commit_id"]
        return _pinned(f"slipway-emulator @ git+{url}@{commit}#subdirectory={_FOLDER}")
    if "dir_info" not in direct_url:
        return _pinned(f"{url.rpartition('/')[0]}/slipway_emulator-{version}-py3-none-any.whl")
    folder = Path(url2pathname(urlsplit(url).path)) / _FOLDER
    if not folder.is_dir():
        raise SlipwayError(f"there is no {folder}: install slipway again, from a permanent folder")
    return _folder(folder)


def _pinned(requirement: str) -> Distribution:
    return Distribution(requirement, fingerprint=requirement)


def _folder(folder: Path) -> Distribution:
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.suffix in {".py", ".txt", ".lock", ".toml"}:
            digest.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    requirement = f"slipway-emulator @ {folder.absolute().as_uri()}"  # a path may have characters of the syntax
    return Distribution(requirement, digest.hexdigest(), (folder / "requirements.txt").read_text())
