"""Checks the runtimes of a buildspec: https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html."""

import re
import subprocess
from collections.abc import Iterator, Mapping

from slipway_emulator.services.codebuild.errors import PhaseError

# The command that prints the version of each runtime.
_COMMANDS = {
    "dotnet": ("dotnet", "--version"),
    "golang": ("go", "version"),
    "java": ("java", "-version"),
    "nodejs": ("node", "--version"),
    "php": ("php", "--version"),
    "python": ("python3", "--version"),
    "ruby": ("ruby", "--version"),
}
_TIMEOUT = 30  # seconds


def check(runtimes: Mapping[str, str], variables: Mapping[str, str]) -> Iterator[str]:
    """Yield a notice for each runtime whose version on this machine isn't the requested one.

    Args:
        runtimes: requested versions by name.
        variables: variables of the build; its ``PATH`` is searched for the runtimes.

    Raises:
        PhaseError: ``YAML_FILE_ERROR``: AWS has no such runtime, or it isn't installed on this machine.
    """
    for name, requested in runtimes.items():
        if name not in _COMMANDS:
            raise PhaseError(
                "YAML_FILE_ERROR", f"Unknown runtime named '{name}': expected one of {', '.join(_COMMANDS)}"
            )
        version = _version(name, variables)
        if not _matches(version, requested):
            yield f"runtime-versions requests {name} {requested}, but the build uses {version} of this machine"


def _version(name: str, variables: Mapping[str, str]) -> str:
    # env searches the PATH of the build, not of this process.
    command = ["/usr/bin/env", *_COMMANDS[name]]
    result = subprocess.run(command, env=dict(variables), capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    version = re.search(r"\d+(\.\d+)*", result.stdout + result.stderr)
    if result.returncode or not version:
        message = f"{name} isn't installed on this machine: install it, or remove it from runtime-versions"
        raise PhaseError("YAML_FILE_ERROR", message)
    return version[0]


def _matches(version: str, requested: str) -> bool:
    parts = [part for part in re.sub(r"^[a-z]+", "", requested).split(".") if part not in ("", "x")]
    return version.split(".")[: len(parts)] == parts
