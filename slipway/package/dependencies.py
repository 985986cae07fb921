"""An app's third-party packages, installed for the function's platform instead of this machine's.

Installations are kept in ``.slipway/packages/`` and shared by apps with the same requirements, so a changed handler
needs no new one.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock
from uv import find_uv_bin

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import bytecode, sources
from slipway.system import pythons

_ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}  # Lambda's name -> the wheels' name
# importlib.metadata reads these; RECORD, INSTALLER and others are for installers.
_METADATA = {"METADATA", "entry_points.txt"}
_OTHER_FILE = re.compile(r"^\s*(?:-[rc]|--requirement|--constraint).*", re.MULTILINE)
_LAST_LINES = 10


def fingerprint(app: App) -> str:
    """Return a hash of everything that the result of `files` depends on."""
    parts = [app.runtime, app.architecture, app.bytecode, sources.text(app, sources.REQUIREMENTS_FILE)]
    parts += [Path(module).read_text(encoding="utf-8") for module in (__file__, bytecode.__file__)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def files(app: App) -> dict[str, Path]:
    """Return name in the zip -> file, for the packages in the app's ``requirements.txt``.

    Raises:
        SlipwayError: the requirements have no hashes or include another file, uv can't install them as wheels for the
            function's platform, or this machine has no Python of the release that compiles them.
    """
    requirements = sources.text(app, sources.REQUIREMENTS_FILE)
    if not re.search(r"^\s*[^#\s]", requirements, re.MULTILINE):
        return {}
    if include := _OTHER_FILE.search(requirements):
        raise SlipwayError(
            f"apps/{app.name}/requirements.txt includes another file ({include[0].strip()}), whose changes wouldn't be "
            "noticed: write its requirements here"
        )
    if "--hash=" not in requirements:
        raise SlipwayError(
            f"apps/{app.name}/requirements.txt has no hashes: write it with `uv pip compile "
            f"--generate-hashes --python-version {app.python} requirements.in -o requirements.txt`"
        )
    installed = app.project / ".slipway" / "packages" / fingerprint(app)[:16]
    with FileLock(installed.with_suffix(".lock")):
        if not installed.is_dir():
            _create(app, installed)
    return sources.all_files(installed)


def _create(app: App, installed: Path) -> None:
    partial = installed.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    _install(app, partial)
    _clean(partial)
    if app.bytecode:
        _compile(app.bytecode, partial)
    partial.rename(installed)


def _install(app: App, target: Path) -> None:
    # From Python 3.12 the runtimes are based on Amazon Linux 2023, with glibc 2.34; 3.11 on Amazon Linux 2, with 2.26:
    # https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
    manylinux = "manylinux2014" if app.python == "3.11" else "manylinux_2_34"
    platform = f"{_ARCHITECTURES[app.architecture]}-{manylinux}"
    command = [find_uv_bin(), "pip", "install", "--target", str(target), "--python", sys.executable,
               "--python-platform", platform, "--python-version", app.python, "--only-binary", ":all:",
               "--require-hashes", "--link-mode", "hardlink", "--no-progress",
               "--color", "never", "-r", str(app.folder / sources.REQUIREMENTS_FILE)]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        last_lines = "\n".join(result.stderr.strip().splitlines()[-_LAST_LINES:])
        raise SlipwayError(
            f"apps/{app.name}/requirements.txt can't be installed for {app.runtime} on {app.architecture}; "
            f"uv says:\n{last_lines}"
        )


def _clean(folder: Path) -> None:
    """Delete files that a function doesn't need, or that differ by machine: scripts contain the interpreter's path."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    for file in sorted(folder.glob("*.dist-info/**/*")):
        if file.is_file() and file.name not in _METADATA:
            file.unlink()
    _delete_tests(folder)


def _delete_tests(folder: Path) -> None:
    """Delete folders named ``tests``, unless their package imports them: a fifth of scipy, a third of pandas."""
    tests = [path for path in folder.rglob("tests") if path.is_dir()]
    modules = [path for path in folder.rglob("*.py") if not set(path.parents) & set(tests)]
    imports = re.compile(
        rb"^\s*(?:from\s+[\w.]*\btests\b|(?:from\s+[\w.]+\s+)?import\s+[\w., ]*\btests\b)", re.MULTILINE
    )
    needed = {module.relative_to(folder).parts[0] for module in modules if imports.search(module.read_bytes())}
    for path in tests:
        if path.relative_to(folder).parts[0] not in needed:
            shutil.rmtree(path, ignore_errors=True)


def _compile(release: str, folder: Path) -> None:
    python = pythons.find(release)
    if not python:
        raise SlipwayError(
            f'bytecode = "{release}" needs Python {release}, which isn\'t on this machine: '
            f"`uv python install {release}`"
        )
    subprocess.run([python, "-I", "-S", bytecode.__file__, folder], check=True)
