"""The languages that a buildspec asks for: https://docs.aws.amazon.com/codebuild/latest/userguide/runtime-versions.html."""

import re
import subprocess
from collections.abc import Iterator, Mapping

from slipway_emulator.services.codebuild.errors import PhaseFailed

# What prints the version of each.
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
    """Yield a notice for each runtime that this machine has in another version than the buildspec asks for.

    Args:
        runtimes: names and versions.
        variables: of the build; the runtimes are looked for on its ``PATH``.

    Raises:
        PhaseFailed: ``YAML_FILE_ERROR``: AWS doesn't know the runtime, or this machine doesn't have it.
    """
    for name, wanted in runtimes.items():
        if name not in _COMMANDS:
            raise PhaseFailed("YAML_FILE_ERROR", f"Unknown runtime named '{name}': there are {', '.join(_COMMANDS)}")
        version = _version(name, variables)
        if not _fits(version, wanted):
            yield f"runtime-versions asks for {name} {wanted}; this machine has {version}, which the build uses"


def _version(name: str, variables: Mapping[str, str]) -> str:
    # env looks the command up on the build's PATH, not on this process's.
    command = ["/usr/bin/env", *_COMMANDS[name]]
    result = subprocess.run(command, env=dict(variables), capture_output=True, text=True, timeout=_TIMEOUT, check=False)
    found = re.search(r"\d+(\.\d+)*", result.stdout + result.stderr)
    if result.returncode or not found:
        message = f"This machine has no {name}: install it, or leave it out of runtime-versions"
        raise PhaseFailed("YAML_FILE_ERROR", message)
    return found[0]


def _fits(version: str, wanted: str) -> bool:
    parts = [part for part in re.sub(r"^[a-z]+", "", wanted).split(".") if part not in ("", "x")]
    return version.split(".")[: len(parts)] == parts
