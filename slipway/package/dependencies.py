"""An app's third-party packages, installed for the function's platform instead of this machine's.

Installations are kept in ``.slipway/packages/`` and shared by apps with the same requirements, so a changed handler
needs no new one.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from filelock import FileLock
from uv import find_uv_bin

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import bytecode, requirements, sources, trim
from slipway.system import pythons

_ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}  # Lambda's name -> the wheels' name
# Markers and Requires-Python may name a patch release. Lambda updates its runtimes to the newest one, and uv would
# take 3.13 as 3.13.0.
_NEWEST_PATCH = 99
_NO_WHEEL = "wheel"  # in uv's message
_LAST_LINES = 10


def fingerprint(app: App, needed: Iterable[str] = ()) -> str:
    """Return a hash of everything that the result of `files` depends on.

    Args:
        app: the app.
        needed: packages whose tests the app imports.
    """
    texts = [sources.read(path, label) for label, path in requirements.files(app).items()]
    parts = [app.runtime, app.architecture, app.bytecode, texts, sorted(needed)]
    return hashlib.sha256(json.dumps([*parts, *_code()]).encode()).hexdigest()


@cache
def _code() -> list[str]:
    names = ("bytecode", "dependencies", "requirements", "trim")
    return [Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8") for name in names]


def files(app: App, own: Mapping[str, Path]) -> dict[str, Path]:
    """Return name in the zip -> file, for the packages that the app and its libs require.

    Args:
        app: has a Python runtime.
        own: name in the zip -> file, of the app's folder and its libs.

    Raises:
        SlipwayError: the requirements have no hashes or include another file, uv can't install them as wheels for the
            function's platform, or this machine has no Python of the release that compiles them.
    """
    text = requirements.text(app)
    if not text:
        return {}
    needed: set[str] = set()
    for name, path in own.items():
        if name.endswith(".py"):
            needed |= trim.packages_with_needed_tests(path.read_bytes(), "") - {""}
    installed = app.project / ".slipway" / "packages" / fingerprint(app, needed)[:16]
    with FileLock(installed.with_suffix(".lock")):
        if not installed.is_dir():
            _create(app, text, needed, installed)
    return sources.all_files(installed)


def own_bytecode(app: App, own: Mapping[str, Path]) -> dict[str, Path]:
    """Return name in the zip -> file, of the bytecode of the app's own modules and its libs.

    Args:
        app: has a Python runtime.
        own: name in the zip -> file, of the app's folder and its libs.

    Raises:
        SlipwayError: this machine has no Python of the release that compiles them.
    """
    if not app.bytecode:
        return {}
    staged = app.project / ".slipway" / "packages" / f"{app.label.replace('/', '.')}.bytecode"
    shutil.rmtree(staged, ignore_errors=True)
    for name, path in own.items():
        if name.endswith(".py"):
            (staged / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, staged / name)
    _compile(app.bytecode, staged)
    return {name: path for name, path in sources.all_files(staged).items() if name.endswith(".pyc")}


def origin(app: App) -> str:
    """Return the files that name the packages, for error messages."""
    return " and ".join(requirements.files(app)) or f"{app.label}/{sources.REQUIREMENTS_FILE}"


def _create(app: App, text: str, needed: Iterable[str], installed: Path) -> None:
    partial = installed.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    _install(app, text, partial)
    if missing := requirements.missing(text, partial, app):
        raise SlipwayError(
            f"{origin(app)}: not installed for {app.runtime} on {app.architecture}: {', '.join(missing)}; "
            "remove its marker, or the requirement"
        )
    trim.trim(partial, needed)
    if app.bytecode:
        _compile(app.bytecode, partial)
    partial.rename(installed)


def _install(app: App, text: str, target: Path) -> None:
    # From Python 3.12 the runtimes are based on Amazon Linux 2023, with glibc 2.34; 3.11 on Amazon Linux 2, with 2.26:
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    manylinux = "manylinux2014" if app.python == "3.11" else "manylinux_2_34"
    platform = f"{_ARCHITECTURES[app.architecture]}-{manylinux}"
    command = [find_uv_bin(), "pip", "install", "--target", str(target), "--python", sys.executable,
               "--python-platform", platform, "--python-version", f"{app.python}.{_NEWEST_PATCH}",
               "--only-binary", ":all:", "--require-hashes", "--link-mode", "hardlink", "--no-progress",
               "--color", "never", "-r", "-"]  # fmt: skip
    result = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if result.returncode:
        last_lines = "\n".join(result.stderr.strip().splitlines()[-_LAST_LINES:])
        advice = f"\nfor a package without wheels, {requirements.how(origin(app))}" if _NO_WHEEL in last_lines else ""
        raise SlipwayError(
            f"{origin(app)} can't be installed for {app.runtime} on {app.architecture}; uv says:\n{last_lines}{advice}"
        )


def _compile(release: str, folder: Path) -> None:
    python = pythons.find(release)
    if not python:
        raise SlipwayError(
            f'bytecode = "{release}" needs Python {release}, which isn\'t on this machine: '
            f"`uv python install {release}`"
        )
    subprocess.run([python, "-I", "-S", bytecode.__file__, folder], check=True)
