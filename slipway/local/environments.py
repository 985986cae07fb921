"""The two virtual environments of the local AWS, created with uv from locked requirements."""

import functools
import hashlib
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from uv import find_uv_bin

from slipway.errors import SlipwayError
from slipway.local import distribution
from slipway.system import pythons

_log = logging.getLogger(__name__)

# In order of preference: the functions' runtime, other versions that Slipway is tested with, any newer one.
_PYTHON_VERSIONS = ("3.13", "3.12", "3.11", ">=3.11")


def emulator_python(directory: Path) -> Path:
    """Return the interpreter of an environment with ``slipway-emulator``, created in ``directory`` if it is missing.

    When its code in a clone has changed, installs it into the same environment again.

    Raises:
        SlipwayError: there is no Python, or the packages can't be installed.
    """
    source = distribution.find()
    with _environment(directory, source.lock or source.requirement) as environment:
        installed = environment / "installed"
        if not installed.exists() or installed.read_text(errors="replace") != source.fingerprint:
            installed.unlink(missing_ok=True)
            _install(environment, "--no-deps", "--reinstall-package", "slipway-emulator", source.requirement)
            _install_locked(environment, _package(environment) / "requirements.txt")
            installed.write_text(source.fingerprint)
    return _python(environment)


def runtime_python(directory: Path) -> Path:
    """Return the interpreter for the functions, of an environment created in ``directory`` if it is missing.

    The environment has only the packages of the Lambda Python runtime:
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html

    Raises:
        SlipwayError: there is no Python, or the packages can't be installed.
    """
    requirements = _package(emulator_python(directory).parents[1]) / "runtime-requirements.txt"
    with _environment(directory, requirements.read_text()) as environment:
        if not (environment / "installed").exists():
            _install_locked(environment, requirements)
            (environment / "installed").touch()
    return _python(environment)


@contextmanager
def _environment(directory: Path, content: str) -> Iterator[Path]:
    """Yield the virtual environment for a content, under a lock; it is created if it is missing."""
    base = _find_python()
    key = hashlib.sha256(f"{base}\n{content}".encode()).hexdigest()[:16]
    environment = directory / key
    directory.mkdir(parents=True, exist_ok=True)
    with FileLock(directory / f"{key}.lock"):
        if not (environment / "installed").exists():
            _log.info("creating an environment with %s", base)
            _uv("venv", "--quiet", "--clear", "--python", str(base), str(environment))
        yield environment


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _package(environment: Path) -> Path:
    """Return the folder of the installed ``slipway_emulator``."""
    return next(environment.glob("lib/python3*/site-packages/slipway_emulator"))


def _install_locked(environment: Path, requirements: Path) -> None:
    # The list is complete: uv needn't read the dependencies of each package.
    _install(environment, "--no-deps", "--require-hashes", "-r", str(requirements))


def _install(environment: Path, *arguments: str) -> None:
    # With bytecode, even if PYTHONDONTWRITEBYTECODE is set, as in many containers.
    _uv("pip", "install", "--quiet", "--compile-bytecode", "--python", str(_python(environment)), *arguments)


@functools.cache  # uv takes 0.1 s each time
def _find_python() -> Path:
    for version in _PYTHON_VERSIONS:
        if python := pythons.find(version):
            return python
    raise SlipwayError("there is no working Python 3.11 or newer: install 3.13, e.g. with `uv python install 3.13`")


def _uv(*arguments: str) -> None:
    result = subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"`uv {' '.join(arguments)}` failed:\n{result.stderr.strip()}")
