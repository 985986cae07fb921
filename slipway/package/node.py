"""A Node.js app's files: bundled with esbuild, or together with its installed packages."""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import esbuild, sources

_MANIFEST, _LOCK = "package.json", "package-lock.json"
_CPUS = {"arm64": "arm64", "x86_64": "x64"}  # Lambda's name -> Node.js's
_SCRIPT = re.compile(r".*\.[mc]?[jt]sx?")
_TYPES_AND_MAPS = re.compile(r".*(\.d\.[mc]?ts|\.map)")


def lock(app: App) -> str:
    """Return the text of the app's ``package-lock.json``; empty if it has none."""
    return sources.text(app, _LOCK)


def files(app: App, own: Mapping[str, Path]) -> dict[str, Path]:
    """Return name in the zip -> file.

    Args:
        app: has a Node.js runtime.
        own: name in the zip -> file, of the app's folder and its libs.

    Raises:
        SlipwayError: packages aren't locked or can't be installed, npm is missing, or esbuild failed.
    """
    shipped = {name: path for name, path in own.items() if name != "tsconfig.json"}
    manifest = _manifest(app)
    required = {**manifest.get("dependencies", {}), **manifest.get("devDependencies", {})}
    bundled = "esbuild" in manifest.get("devDependencies", {})
    entry = sources.entry(app, own)
    if not bundled and entry.endswith("ts"):
        raise SlipwayError(f"apps/{app.name}/{entry} needs a bundler: `npm install --save-dev esbuild` there")
    if not required:
        return shipped
    if not lock(app):
        raise SlipwayError(f"apps/{app.name} has no {_LOCK}: `npm install --package-lock-only` there")
    installed = _installed(app, bundled)
    if not bundled:
        return {**shipped, **sources.all_files(installed)}
    bundle, outside = esbuild.bundle(app, own, entry, manifest, installed)
    data = {name: path for name, path in shipped.items() if name != _MANIFEST and not _SCRIPT.fullmatch(name)}
    packages = _packages(app, outside) if outside else {}
    return {**data, **packages, bundle.name: bundle}


def _packages(app: App, names: Iterable[str]) -> dict[str, Path]:
    """Return name in the zip -> file, of packages and their dependencies, installed for the function's platform."""
    installed = _installed(app, bundled=False)
    for name in names:
        if not (installed / "node_modules" / name).is_dir():
            raise SlipwayError(
                f"apps/{app.name}: {name} reads its own files, so it can't be bundled, and it isn't among the "
                f"dependencies in {_MANIFEST}: `npm install {name}` there"
            )
    folders = esbuild.with_dependencies(installed, names)
    return {name: path for name, path in sources.all_files(installed).items() if folders & set(path.parents)}


def _manifest(app: App) -> dict[str, Any]:
    try:
        return dict(json.loads(sources.text(app, _MANIFEST) or "{}"))
    except ValueError as error:
        raise SlipwayError(f"apps/{app.name}/{_MANIFEST} is not JSON: {error}") from error


def _installed(app: App, bundled: bool) -> Path:
    """Return a folder with the app's ``node_modules``, shared by apps with the same lock file."""
    code = [Path(module).read_text(encoding="utf-8") for module in (__file__, esbuild.__file__)]
    parts = [sources.text(app, _MANIFEST), lock(app), app.architecture, bundled, *code]
    name = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
    installed = app.project / ".slipway" / "packages" / f"node-{name}"
    with FileLock(installed.with_suffix(".lock")):
        if not installed.is_dir():
            partial = installed.with_suffix(".partial")
            shutil.rmtree(partial, ignore_errors=True)
            _install(app, bundled, partial)
            partial.rename(installed)
    return installed


def _install(app: App, bundled: bool, target: Path) -> None:
    if not shutil.which("npm"):
        raise SlipwayError(f"apps/{app.name} is packaged with npm, which isn't on PATH: install Node.js with npm")
    target.mkdir(parents=True)
    for name in (_MANIFEST, _LOCK):
        shutil.copy(app.folder / name, target)
    # No install scripts: they build or download files for this machine, which no lock file covers.
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress"]
    if bundled:
        command.append("--include=dev")  # esbuild, even with NODE_ENV=production
    else:
        command += ["--omit=dev", "--os=linux", f"--cpu={_CPUS[app.architecture]}", "--libc=glibc"]
    esbuild.run(command, target, f"apps/{app.name}/{_LOCK} can't be installed for {app.runtime}; npm says")
    if not bundled:
        _clean(target)


def _clean(folder: Path) -> None:
    """Delete files that a function doesn't read: npm's, links to commands, types and source maps."""
    for name in (_MANIFEST, _LOCK, "node_modules/.package-lock.json"):
        (folder / name).unlink(missing_ok=True)
    for commands in list(folder.rglob(".bin")):
        shutil.rmtree(commands)
    for file in list(folder.rglob("*")):
        if file.is_file() and _TYPES_AND_MAPS.fullmatch(file.name):
            file.unlink()
