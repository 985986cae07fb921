"""Bundling a Node.js app with esbuild, except for packages that need their own files at run time."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.config.app import App
from slipway.errors import SlipwayError

# CommonJS packages in an ES module look for this: https://github.com/evanw/esbuild/issues/1921
_REQUIRE = 'import { createRequire as __cr } from "node:module"; const require = __cr(import.meta.url);'
_FIRST_LINES = 10  # stack traces follow
_PACKAGE = re.compile(r"node_modules/((?:@[^/]+/)?[^/]+)/")  # the outermost: it has its own copies of others inside
_BINARY = (".node", ".wasm")
# A script that looks for files beside it, loads native code, or requires a module whose name esbuild can't know.
_NEEDS_FILES = re.compile(
    rb"\b__(?:dir|file)name\b|\bimport\.meta\.(?:url|dirname|filename|resolve)\b|\brequire\.resolve\b|\bdlopen\b|"
    rb"\.(?:node|wasm)[\"'`]|[\"'](?:bindings|node-gyp-build|node-pre-gyp)[\"']|\b(?:require|import)\(\s*[^\"'\s)/]"
)


def bundle(
    app: App, own: Mapping[str, Path], entry: str, manifest: Mapping[str, Any], installed: Path
) -> tuple[Path, set[str]]:
    """Bundle an app.

    Args:
        app: has a Node.js runtime.
        own: name in the zip -> file, of the app's folder and its libs.
        entry: the name of the file with the handler.
        manifest: the app's ``package.json``.
        installed: a folder with the app's ``node_modules``, including esbuild.

    Returns:
        The script, an ES module if the app is one; and the packages that aren't in it, since they need their files.

    Raises:
        SlipwayError: esbuild failed.
    """
    staged = installed / app.name  # esbuild finds node_modules in the parent folder, and writes paths relative to it
    shutil.rmtree(staged, ignore_errors=True)
    for name, path in own.items():
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, staged / name)
    is_module = not entry.endswith((".cts", ".cjs")) and (
        entry.endswith((".mts", ".mjs")) or manifest.get("type") == "module"
    )
    folder = app.project / ".slipway" / "packages" / f"{app.name}.bundle"
    script = folder / f"{app.module}.{'mjs' if is_module else 'js'}"
    metadata = folder / "metadata.json"
    major = app.runtime.removeprefix("nodejs").removesuffix(".x")
    command = ["node_modules/.bin/esbuild", f"{app.name}/{entry}", "--bundle", "--platform=node",
               f"--target=node{major}", f"--outfile={script}", "--log-level=warning"]  # fmt: skip
    command += ["--format=esm", f"--banner:js={_REQUIRE}"] if is_module else ["--format=cjs"]
    if not any(name.startswith("@aws-sdk/") for name in manifest.get("dependencies", {})):
        command.append("--external:@aws-sdk/*")  # included in the runtime
    problem = f"apps/{app.name} can't be bundled; esbuild says"
    first = [*command, f"--metafile={metadata}", *(f"--loader:{suffix}=empty" for suffix in _BINARY)]
    run(first, installed, problem)
    inputs = list(json.loads(metadata.read_text(encoding="utf-8"))["inputs"])
    outside = _outside(inputs, installed)
    if outside or any(name.endswith(_BINARY) for name in inputs):
        run([*command, *(f"--external:{name}" for name in sorted(outside))], installed, problem)
    shutil.rmtree(staged)
    return script, outside


def with_dependencies(root: Path, names: Iterable[str]) -> set[Path]:
    """Return the folders of packages and of everything that they depend on.

    Args:
        root: a folder with ``node_modules``.
        names: packages in it.
    """
    found: set[Path] = set()
    waiting = [(root, name) for name in names]
    while waiting:
        dependent, name = waiting.pop()
        places = [
            place / "node_modules" / name
            for place in (dependent, *dependent.parents)
            if root in {place, *place.parents}
        ]
        folder = next((place for place in places if place.is_dir()), None)
        if folder and folder not in found:
            found.add(folder)
            manifest = json.loads((folder / "package.json").read_text(encoding="utf-8-sig"))
            kinds = ("dependencies", "optionalDependencies", "peerDependencies")
            waiting += [(folder, dependency) for kind in kinds for dependency in manifest.get(kind) or ()]
    return found


def run(command: Sequence[str], folder: Path, problem: str) -> None:
    """Run a command.

    Raises:
        SlipwayError: it failed; the message is ``problem`` and the first lines of its output.
    """
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"{problem}:\n" + "\n".join(result.stderr.strip().splitlines()[:_FIRST_LINES]))


def _outside(inputs: Iterable[str], installed: Path) -> set[str]:
    """Return the packages that need their own files, of those in the bundle."""
    found = set()
    for name in inputs:
        package = _PACKAGE.match(name)
        if package and package[1] not in found:
            needs_files = name.endswith(_BINARY) or _NEEDS_FILES.search((installed / name).read_bytes())
            found |= {package[1]} if needs_files else set()
    return found
