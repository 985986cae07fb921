"""The two virtual environments of the local AWS, made with uv from hashed requirements."""

import hashlib
import logging
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock
from uv import find_uv_bin

from slipway import pythons
from slipway.errors import SlipwayError

_log = logging.getLogger(__name__)
_HERE = Path(__file__).parent

# The functions' own version first, then the next best that Slipway is tested on, then whatever there is.
_PYTHON_VERSIONS = ("3.13", "3.12", "3.11", ">=3.11")


def emulator_python(directory: Path) -> Path:
    """Return the interpreter of the environment that holds MiniStack, made below ``directory`` if need be.

    Raises:
        SlipwayError: there is no Python, or the packages can't be installed.
    """
    return _environment(directory, _HERE / "requirements.txt")


def runtime_python(directory: Path) -> Path:
    """Return the interpreter that functions run on, made below ``directory`` if need be.

    Its environment holds what the Lambda Python runtime holds, and nothing else:
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html

    Raises:
        SlipwayError: there is no Python, or the packages can't be installed.
    """
    return _environment(directory, _HERE / "runtime-requirements.txt")


def _environment(directory: Path, requirements: Path) -> Path:
    base = _find_python()
    key = hashlib.sha256(f"{base}\n{requirements.read_text()}".encode()).hexdigest()[:16]
    environment = directory / key
    python = environment / "bin" / "python"
    complete = environment / "complete"
    directory.mkdir(parents=True, exist_ok=True)
    with FileLock(directory / f"{key}.lock"):
        if not complete.exists():
            _log.info("installing %s on %s", requirements.name, base)
            shutil.rmtree(environment, ignore_errors=True)
            _uv("venv", "--quiet", "--python", str(base), str(environment))
            _uv(
                "pip",
                "install",
                "--quiet",
                "--compile-bytecode",  # also where PYTHONDONTWRITEBYTECODE is set, as in many containers
                "--python",
                str(python),
                "--require-hashes",
                "-r",
                str(requirements),
            )
            complete.touch()
    return python


def _find_python() -> Path:
    for version in _PYTHON_VERSIONS:
        if python := pythons.find(version):
            return python
    raise SlipwayError("no Python 3.11 or newer works here: install 3.13, e.g. by `uv python install 3.13`")


def _uv(*arguments: str) -> None:
    result = subprocess.run([find_uv_bin(), *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        raise SlipwayError(f"`uv {' '.join(arguments)}` failed:\n{result.stderr.strip()}")
