"""``slipway package``: build the zips of apps whose files, dependencies or settings have changed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
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
        code_sha256: its SHA-256 in base64, like Lambda's ``CodeSha256``.
        size: of the zip, in bytes.
        unpacked_size: of the files in it, in bytes.
        reused: True if nothing had changed since the zip was built.
        left_out: paths from the project of hidden files, tests, wheels and virtual environments that aren't in it.
        seconds: duration.
    """

    app: str
    path: Path
    code_sha256: str
    size: int
    unpacked_size: int
    reused: bool
    left_out: tuple[str, ...] = ()
    seconds: float = 0


def package(
    project: Path, names: Sequence[str] | None = None, on_done: Callable[[Artifact], None] = lambda _: None
) -> list[Artifact]:
    """Build ``build/<app>.zip`` where it isn't up to date.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        names: of apps; all by default.
        on_done: called with each artifact as soon as it is built.

    Raises:
        SlipwayError: there is no such app, or an app can't be packaged. The other apps are packaged.
    """
    return run_concurrently(load_apps(project, names), package_app, on_done)


def package_app(app: App) -> Artifact:
    """Build ``build/<app>.zip`` for one app, unless it is up to date.

    Raises:
        SlipwayError: the app can't be packaged, is larger than Lambda allows, or a file can't be read or written.
    """
    seconds = stopwatch()
    cache = app.project / ".slipway" / "packages"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{app.name}.lock"):
            artifact = _build(app, cache / f"{app.name}.json")
    except OSError as error:  # e.g. a full disk: the other apps may still succeed
        raise SlipwayError(str(error)) from error
    return replace(artifact, seconds=seconds())


def _build(app: App, record: Path) -> Artifact:
    origins, left_out = sources.own_files(app)
    own = sources.merge(origins)
    inputs = _fingerprint(app, own)
    path = app.project / "build" / f"{app.name}.zip"
    last = _read(record)
    if last.get("inputs") == inputs and path.is_file() and archive.code_sha256(path) == last["code_sha256"]:
        size = path.stat().st_size
        return Artifact(app.name, path, last["code_sha256"], size, last["unpacked_size"], True, tuple(left_out))
    files = _files(app, origins)
    unpacked_size = _checked_size(files.values())
    archive.write(path, files)
    size = path.stat().st_size
    artifact = Artifact(app.name, path, archive.code_sha256(path), size, unpacked_size, False, tuple(left_out))
    record.write_text(
        json.dumps({"inputs": inputs, "code_sha256": artifact.code_sha256, "unpacked_size": unpacked_size}),
        encoding="utf-8",
    )
    return artifact


def _files(app: App, origins: dict[str, dict[str, Path]]) -> dict[str, Path]:
    """Return name in the zip -> file, including the app's dependencies."""
    if app.family == "nodejs":
        return node.files(app, sources.merge(origins))
    if app.family == "provided":
        return sources.merge(origins)
    return sources.merge({**origins, dependencies.origin(app): dependencies.files(app, sources.merge(origins))})


def _fingerprint(app: App, own: Mapping[str, Path]) -> str:
    """Return a hash of everything that the zip's bytes depend on: settings, requirements, files and this package."""
    parts: list[Any] = [dependencies.fingerprint(app), node.lock(app)]
    parts += [[name, archive.is_executable(path), archive.code_sha256(path)] for name, path in sorted(own.items())]
    parts += _code()
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def _code() -> list[str]:
    return [archive.code_sha256(path) for path in sorted(Path(__file__).parent.glob("*.py"))]


def _read(record: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(record.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}  # missing or incomplete: build again


def _checked_size(files: Iterable[Path]) -> int:
    size = sum(file.stat().st_size for file in files)
    if size > MAX_UNPACKED_SIZE:
        raise SlipwayError(
            f"{size / 1024**2:.0f} MB unpacked; Lambda allows 250: drop a dependency, or move large data to S3"
        )
    return size
