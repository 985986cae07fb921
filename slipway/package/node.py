"""A Node.js app's files: bundled with esbuild, or together with its installed packages."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import sources

_MANIFEST, _LOCK = "package.json", "package-lock.json"
_CPUS = {"arm64": "arm64", "x86_64": "x64"}  # Lambda's name -> Node.js's
_SCRIPT = re.compile(r".*\.[mc]?[jt]sx?")
_TYPES_AND_MAPS = re.compile(r".*(\.d\.[mc]?ts|\.map)")
# CommonJS packages in an ES module look for this: https://github.com/evanw/esbuild/issues/1921
_REQUIRE = 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);'
_FIRST_LINES = 10  # stack traces follow


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
    bundle = _bundle(app, own, entry, manifest, installed)
    data = {name: path for name, path in shipped.items() if name != _MANIFEST and not _SCRIPT.fullmatch(name)}
    return {**data, bundle.name: bundle}


def _manifest(app: App) -> dict[str, Any]:
    try:
        return dict(json.loads(sources.text(app, _MANIFEST) or "{}"))
    except ValueError as error:
        raise SlipwayError(f"apps/{app.name}/{_MANIFEST} is not JSON: {error}") from error


def _installed(app: App, bundled: bool) -> Path:
    """Return a folder with the app's ``node_modules``, shared by apps with the same lock file."""
    parts = [
        sources.text(app, _MANIFEST),
        lock(app),
        app.architecture,
        bundled,
        Path(__file__).read_text(encoding="utf-8"),
    ]
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
    _run(command, target, f"apps/{app.name}/{_LOCK} can't be installed for {app.runtime}; npm says")
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


def _bundle(app: App, own: Mapping[str, Path], entry: str, manifest: Mapping[str, Any], installed: Path) -> Path:
    """Bundle the app with esbuild and return the script: an ES module if the app is one."""
    staged = installed / app.name  # esbuild finds node_modules in the parent folder, and writes paths relative to it
    shutil.rmtree(staged, ignore_errors=True)
    for name, path in own.items():
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, staged / name)
    is_module = not entry.endswith((".cts", ".cjs")) and (
        entry.endswith((".mts", ".mjs")) or manifest.get("type") == "module"
    )
    bundle = (
        app.project / ".slipway" / "packages" / f"{app.name}.bundle" / f"{app.module}.{'mjs' if is_module else 'js'}"
    )
    major = app.runtime.removeprefix("nodejs").removesuffix(".x")
    command = ["node_modules/.bin/esbuild", f"{app.name}/{entry}", "--bundle", "--platform=node",
               f"--target=node{major}", f"--outfile={bundle}", "--log-level=warning"]  # fmt: skip
    command += ["--format=esm", f"--banner:js={_REQUIRE}"] if is_module else ["--format=cjs"]
    if not any(name.startswith("@aws-sdk/") for name in manifest.get("dependencies", {})):
        command.append("--external:@aws-sdk/*")  # included in the runtime
    _run(command, installed, f"apps/{app.name} can't be bundled; esbuild says")
    shutil.rmtree(staged)
    return bundle


def _run(command: Sequence[str], folder: Path, problem: str) -> None:
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"{problem}:\n" + "\n".join(result.stderr.strip().splitlines()[:_FIRST_LINES]))
