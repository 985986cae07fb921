"""``slipway package``: build the zips of apps and layers whose files, dependencies or settings have changed."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.config.app import App, load_apps, load_layers
from slipway.errors import SlipwayError, describe_os_error
from slipway.package import archive, dependencies, node, sources
from slipway.system.concurrency import run_concurrently, stopwatch

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 250 MB, by which Lambda means MiB.
MAX_UNPACKED_SIZE = 250 * 1024 * 1024


@dataclass(frozen=True)
class Artifact:
    """The zip of one app or layer.

    Attributes:
        app: the app's name, or ``layers/<name>``.
        label: the folder, as `App.label`.
        path: the zip, ``build/<app>.zip`` or ``build/layers/<name>.zip``.
        code_sha256: its SHA-256 in base64, like Lambda's ``CodeSha256``.
        size: size of the zip in bytes.
        unpacked_size: size of the files in it, in bytes.
        reused: True if nothing had changed since the zip was built.
        left_out: paths from the project of hidden files, tests, wheels and virtual environments that aren't in it.
        seconds: duration.
    """

    app: str
    label: str
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
        names: names of apps; all by default.
        on_done: called with each artifact as soon as it is built.

    Raises:
        SlipwayError: there is no such app, or an app can't be packaged. The other apps are packaged.
    """
    return run_concurrently(load_apps(project, names), package_app, on_done)


def package_layers(
    project: Path, names: Sequence[str] | None = None, on_done: Callable[[Artifact], None] = lambda _: None
) -> list[Artifact]:
    """Build ``build/layers/<name>.zip`` where it isn't up to date; the arguments are those of `package`.

    Raises:
        SlipwayError: there is no such layer, or a layer can't be packaged. The other layers are packaged.
    """
    return run_concurrently(load_layers(project, names), package_app, on_done)


def package_app(app: App) -> Artifact:
    """Build the zip of one app or layer, unless it is up to date.

    Raises:
        SlipwayError: the app can't be packaged, is larger than Lambda allows, or a file can't be read or written.
    """
    seconds = stopwatch()
    cache = app.project / ".slipway" / "packages"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        record = _name(app).replace("/", ".")
        with FileLock(cache / f"{record}.lock"):
            artifact = _build(app, cache / f"{record}.json")
    except OSError as error:  # e.g. a full disk: the other apps may still succeed
        raise SlipwayError(describe_os_error(error)) from error
    return replace(artifact, seconds=seconds())


def _build(app: App, record: Path) -> Artifact:
    origins, left_out = sources.own_files(app)
    own = sources.merge(origins)
    inputs = _fingerprint(app, own)
    path = app.project / "build" / f"{_name(app)}.zip"
    last = _read(record)
    if last.get("inputs") == inputs and path.is_file() and archive.code_sha256(path) == last["code_sha256"]:
        return _artifact(app, path, last["code_sha256"], last["unpacked_size"], left_out, reused=True)
    files = _files(app, origins)
    unpacked_size = _checked_size(files.values())
    archive.write(path, files)
    artifact = _artifact(app, path, archive.code_sha256(path), unpacked_size, left_out, reused=False)
    record.write_text(
        json.dumps({"inputs": inputs, "code_sha256": artifact.code_sha256, "unpacked_size": unpacked_size}),
        encoding="utf-8",
    )
    return artifact


def packed_files(archive: Path) -> dict[str, int]:
    """Return name -> size in bytes, of the files in a zip."""
    with zipfile.ZipFile(archive) as opened:
        return {entry.filename: entry.file_size for entry in opened.infolist()}


def _artifact(
    app: App, path: Path, code_sha256: str, unpacked_size: int, left_out: Iterable[str], *, reused: bool
) -> Artifact:
    size = path.stat().st_size
    return Artifact(_name(app), app.label, path, code_sha256, size, unpacked_size, reused, tuple(left_out))


def _name(app: App) -> str:
    """Return the path of the zip in ``build/``, without its suffix."""
    return app.label if app.is_layer else app.name


def _files(app: App, origins: dict[str, dict[str, Path]]) -> dict[str, Path]:
    """Return name in the zip -> file, including the app's dependencies."""
    if app.family == "nodejs":
        return node.files(app, sources.merge(origins))
    if app.family == "provided":
        return sources.merge(origins)
    own = sources.merge(origins)
    files = sources.merge({**origins, dependencies.origin(app): dependencies.files(app, own)})
    files |= dependencies.own_bytecode(app, own)
    # Lambda unpacks a layer below /opt, and Python finds its modules in /opt/python:
    # https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
    return {f"python/{name}": path for name, path in files.items()} if app.is_layer else files


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
    except (FileNotFoundError, ValueError, TypeError):
        return {}  # missing or incomplete: build again


def _checked_size(files: Iterable[Path]) -> int:
    size = sum(file.stat().st_size for file in files)
    if size > MAX_UNPACKED_SIZE:
        raise SlipwayError(
            f"{size / 1024**2:.0f} MB unpacked; Lambda allows 250: drop a dependency, or move large data to S3"
        )
    return size
