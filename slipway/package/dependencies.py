"""An app's third-party packages, installed for the function's platform and not for this machine's.

What is installed is kept in ``.slipway/packages/`` and shared by the apps that lock the same requirements, so
that a change of a handler costs no installation.
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

_ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}  # Lambda's name -> that of wheels
# importlib.metadata reads versions and plug-ins; RECORD, INSTALLER and the rest serve installers.
_METADATA = {"METADATA", "entry_points.txt"}
_OTHER_FILE = re.compile(r"^\s*(?:-[rc]|--requirement|--constraint).*", re.MULTILINE)
_LAST_LINES = 10


def fingerprint(app: App) -> str:
    """Return a hash of all that decides the files of `files`."""
    parts = [app.runtime, app.architecture, app.bytecode, sources.text(app, sources.REQUIREMENTS_FILE)]
    parts += [Path(module).read_text(encoding="utf-8") for module in (__file__, bytecode.__file__)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def files(app: App) -> dict[str, Path]:
    """Return name in the zip -> file, for what the app's ``requirements.txt`` locks.

    Raises:
        SlipwayError: the requirements have no hashes or read another file, uv can't install them as wheels for the
            function's platform, or the Python that makes their bytecode isn't on this machine.
    """
    requirements = sources.text(app, sources.REQUIREMENTS_FILE)
    if not re.search(r"^\s*[^#\s]", requirements, re.MULTILINE):
        return {}
    if elsewhere := _OTHER_FILE.search(requirements):
        raise SlipwayError(
            f"apps/{app.name}/requirements.txt reads another file ({elsewhere[0].strip()}), whose changes would go "
            "unseen: write what that locks into it"
        )
    if "--hash=" not in requirements:
        raise SlipwayError(
            f"apps/{app.name}/requirements.txt has no hashes: write it with `uv pip compile "
            f"--generate-hashes --python-version {app.python} requirements.in -o requirements.txt`"
        )
    installed = app.project / ".slipway" / "packages" / fingerprint(app)[:16]
    with FileLock(installed.with_suffix(".lock")):
        if not installed.is_dir():
            _make(app, installed)
    return sources.all_below(installed)


def _make(app: App, installed: Path) -> None:
    partial = installed.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    _install(app, partial)
    _clean(partial)
    if app.bytecode:
        _compile(app.bytecode, partial)
    partial.rename(installed)


def _install(app: App, target: Path) -> None:
    # From Python 3.12 on the runtimes stand on Amazon Linux 2023, with glibc 2.34; 3.11's on 2, with 2.26:
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
    """Delete what a function can do without, and what differs by machine: scripts name their interpreter."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    (folder / ".lock").unlink(missing_ok=True)
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    for file in sorted(folder.glob("*.dist-info/**/*")):
        if file.is_file() and file.name not in _METADATA:
            file.unlink()
    _delete_tests(folder)


def _delete_tests(folder: Path) -> None:
    """Delete folders named ``tests`` (a fifth of scipy, a third of pandas), unless their package imports them."""
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
            f"the bytecode of Python {release} is made by that very release, and it isn't on this machine: "
            f"`uv python install {release}`"
        )
    subprocess.run([python, "-I", "-S", bytecode.__file__, folder], check=True)
