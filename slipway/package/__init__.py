"""``slipway package``: reproducible zips of apps, made again only when what goes into them changes."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.config.app import App, load_apps
from slipway.errors import SlipwayError
from slipway.package import archive, dependencies, node, sources
from slipway.system.concurrency import run_concurrently, stopwatch

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 250 MB, by which Lambda means MiB.
MAX_UNPACKED_SIZE = 250 * 1024 * 1024


@dataclass(frozen=True)
class Artifact:
    """The zip of one app.

    Attributes:
        app: the app's name.
        path: the zip, ``build/<app>.zip``.
        code_sha256: its SHA-256 in base64, as Lambda's ``CodeSha256``.
        size: of the zip, in bytes.
        unpacked_size: of the files in it, in bytes.
        reused: True when nothing had changed and the zip that was there is the one.
        seconds: that it took.
    """

    app: str
    path: Path
    code_sha256: str
    size: int
    unpacked_size: int
    reused: bool
    seconds: float


def package(
    project: Path, names: Sequence[str] | None = None, on_done: Callable[[Artifact], None] = lambda _: None
) -> list[Artifact]:
    """Bring ``build/<app>.zip`` up to date for the apps of those names, or for every app.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        names: of apps; none means all.
        on_done: called with each artifact as soon as it is there.

    Raises:
        SlipwayError: there is no such app, or some app can't be packaged; the others are.
    """
    return run_concurrently(load_apps(project, names), package_app, on_done)


def package_app(app: App) -> Artifact:
    """Bring ``build/<app>.zip`` up to date for one app.

    Raises:
        SlipwayError: the app can't be packaged, or is larger than Lambda takes, or the disk refuses.
    """
    seconds = stopwatch()
    cache = app.project / ".slipway" / "packages"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{app.name}.lock"):
            artifact = _bring_up_to_date(app, cache / f"{app.name}.json")
    except OSError as error:  # a full disk, say: it fails this app and not the others
        raise SlipwayError(str(error)) from error
    return replace(artifact, seconds=seconds())


def _bring_up_to_date(app: App, record: Path) -> Artifact:
    origins = sources.own_files(app)
    own = sources.merge(origins)
    inputs = _fingerprint(app, own)
    path = app.project / "build" / f"{app.name}.zip"
    known = _read(record)
    if known.get("inputs") == inputs and path.is_file() and archive.code_sha256(path) == known["code_sha256"]:
        return Artifact(app.name, path, known["code_sha256"], path.stat().st_size, known["unpacked_size"], True, 0)
    files = _files(app, origins)
    unpacked_size = _checked_size(files.values())
    archive.write(path, files)
    artifact = Artifact(app.name, path, archive.code_sha256(path), path.stat().st_size, unpacked_size, False, 0)
    record.write_text(
        json.dumps({"inputs": inputs, "code_sha256": artifact.code_sha256, "unpacked_size": unpacked_size}),
        encoding="utf-8",
    )
    return artifact


def _files(app: App, origins: dict[str, dict[str, Path]]) -> dict[str, Path]:
    """Return name in the zip -> file, with what the app depends on."""
    if app.family == "nodejs":
        return node.files(app, sources.merge(origins))
    if app.family == "provided":
        return sources.merge(origins)
    return sources.merge({**origins, f"apps/{app.name}/requirements.txt": dependencies.files(app)})


def _fingerprint(app: App, own: Mapping[str, Path]) -> str:
    """Return a hash of what decides the zip's bytes: settings, requirements, own files, the packager."""
    parts: list[Any] = [dependencies.fingerprint(app), node.lock(app)]
    parts += [[name, archive.is_executable(path), archive.code_sha256(path)] for name, path in sorted(own.items())]
    parts += [archive.code_sha256(path) for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _read(record: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(record.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # a record that is missing or was cut off costs a build


def _checked_size(files: Iterable[Path]) -> int:
    size = sum(file.stat().st_size for file in files)
    if size > MAX_UNPACKED_SIZE:
        raise SlipwayError(
            f"{size / 1024**2:.0f} MB unpacked; Lambda takes 250: drop a dependency, or move large data to S3"
        )
    return size
