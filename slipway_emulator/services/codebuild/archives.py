"""Packs and unpacks zips of sources and artifacts, and selects the files of an artifact."""

import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from slipway_emulator.services.codebuild.buildspec import Artifact
from slipway_emulator.services.codebuild.errors import PhaseError


def select(artifact: Artifact, source: Path, variables: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of an output artifact by their names in it.

    Args:
        artifact: artifact from the buildspec; ``$NAME`` in its paths is a variable of the build.
        source: folder of the build's primary source, which paths are relative to.
        variables: variables of the build.

    Raises:
        PhaseError: ``CLIENT_ERROR``: no base directory or no file matches, or two files would have the same name.
    """
    base = _base_directory(_expand(artifact.base_directory, variables), source)
    excluded = {path for pattern in artifact.exclude_paths for path in _glob(base, _expand(pattern, variables))}
    selected: dict[str, Path] = {}
    for pattern in artifact.files:
        for path in sorted(_glob(base, _expand(pattern, variables)) - excluded):
            name = path.name if artifact.discard_paths else path.relative_to(base).as_posix()
            if selected.setdefault(name, path) != path:
                raise _client_error(
                    f"{selected[name].relative_to(base)} and {path.relative_to(base)} are both named {name}"
                )
    if not selected:
        raise _client_error("no matching artifact paths found")
    return selected


def pack(files: Mapping[str, Path], archive: Path) -> None:
    """Write a zip; ``files`` are by their names in it."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as content:
        for name, path in files.items():
            content.write(path, name)


def unpack(archive: Path, directory: Path) -> None:
    """Unpack a zip and keep the permissions of its files.

    Raises:
        zipfile.BadZipFile: it isn't a zip file.
    """
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            path = Path(content.extract(member, directory))  # never outside of the directory
            mode = stat.S_IMODE(member.external_attr >> 16)
            if mode and not member.is_dir():
                path.chmod(mode | stat.S_IRUSR | stat.S_IWUSR)


def _base_directory(directory: str, source: Path) -> Path:
    pattern = Path(directory)
    if not pattern.parts:  # empty, or "."
        return source
    paths = [pattern] if pattern.is_absolute() else sorted(source.glob(str(pattern)))
    if not (directories := [path for path in paths if path.is_dir()]):
        raise _client_error(f"no matching base directory path found for {directory}")
    return directories[0]


def _glob(base: Path, pattern: str) -> set[Path]:
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise _client_error(f"{pattern} is outside of the base directory")
    # Python before 3.13 rejects a ** that is only a part of a name; since then it matches like *.
    parts = [part if part == "**" else re.sub(r"\*+", "*", part) for part in Path(pattern).parts]
    # In Python, * also matches directories, and a final ** doesn't match files.
    paths = base.glob("/".join([*parts, "*"] if parts[-1] == "**" else parts)) if parts else ()
    return {path for path in paths if path.is_file()}


def _expand(text: str, variables: Mapping[str, str]) -> str:
    return Template(text).safe_substitute(variables)


def _client_error(message: str) -> PhaseError:
    return PhaseError("CLIENT_ERROR", message)
