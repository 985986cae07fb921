"""Zips of sources and artifacts, and the choice of an artifact's files."""

import re
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from slipway_emulator.services.codebuild.buildspec import Artifact
from slipway_emulator.services.codebuild.errors import PhaseFailed


def select(artifact: Artifact, source: Path, variables: Mapping[str, str]) -> dict[str, Path]:
    """Return the files of an output artifact by the names that they get in it.

    Args:
        artifact: from the buildspec; ``$NAME`` in its paths takes the build's variable.
        source: the build's primary source, that relative paths start from.
        variables: of the build.

    Raises:
        PhaseFailed: ``CLIENT_ERROR``: no base directory or no file is there, or two files would have one name.
    """
    base = _base(_expand(artifact.base_directory, variables), source)
    excluded = {path for pattern in artifact.exclude_paths for path in _glob(base, _expand(pattern, variables))}
    selected: dict[str, Path] = {}
    for pattern in artifact.files:
        for path in sorted(_glob(base, _expand(pattern, variables)) - excluded):
            name = path.name if artifact.discard_paths else path.relative_to(base).as_posix()
            if selected.setdefault(name, path) != path:
                raise _client_error(f"{selected[name].relative_to(base)} and {path.relative_to(base)} are both {name}")
    if not selected:
        raise _client_error("no matching artifact paths found")
    return selected


def pack(files: Mapping[str, Path], archive: Path) -> None:
    """Write a zip of files by the names that they get in it."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as content:
        for name, path in files.items():
            content.write(path, name)


def unpack(archive: Path, directory: Path) -> None:
    """Unpack a zip, with the permissions of its files.

    Raises:
        zipfile.BadZipFile: it is none.
    """
    with zipfile.ZipFile(archive) as content:
        for member in content.infolist():
            path = Path(content.extract(member, directory))  # which keeps members inside the directory
            mode = stat.S_IMODE(member.external_attr >> 16)
            if mode and not member.is_dir():
                path.chmod(mode | stat.S_IRUSR | stat.S_IWUSR)


def _base(directory: str, source: Path) -> Path:
    wanted = Path(directory)
    if not wanted.parts:  # nothing, or "."
        return source
    found = [wanted] if wanted.is_absolute() else sorted(source.glob(str(wanted)))
    if not (found := [path for path in found if path.is_dir()]):
        raise _client_error(f"no matching base directory path found for {directory}")
    return found[0]


def _glob(base: Path, pattern: str) -> set[Path]:
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        raise _client_error(f"{pattern} leaves the base directory")
    # Python before 3.13 refuses a ** that isn't a part by itself; after that it is a *.
    parts = [part if part == "**" else re.sub(r"\*+", "*", part) for part in Path(pattern).parts]
    # Python's * matches directories too, and ** none of their files.
    found = base.glob("/".join([*parts, "*"] if parts[-1] == "**" else parts)) if parts else ()
    return {path for path in found if path.is_file()}


def _expand(text: str, variables: Mapping[str, str]) -> str:
    return Template(text).safe_substitute(variables)


def _client_error(message: str) -> PhaseFailed:
    return PhaseFailed("CLIENT_ERROR", message)
