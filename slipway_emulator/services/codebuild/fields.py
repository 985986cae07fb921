"""Reads the fields of a buildspec, each with the message that says what it must be."""

from typing import Any

from slipway_emulator.services.codebuild.errors import PhaseFailed

# What AWS documents and a build here doesn't do.
_REFUSED = ("run-as", "proxy", "batch", "reports", "enable-symlinks", "s3-prefix")


def error(message: str) -> PhaseFailed:
    """Return the failure of a build whose buildspec can't be."""
    return PhaseFailed("YAML_FILE_ERROR", message)


def mapping(value: object, where: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a mapping, of these fields only if any are given; nothing is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise error(f"{where} must be a mapping")
    names = {str(name): content for name, content in value.items()}
    for name in names:
        if known and name in _REFUSED:
            raise error(f"{where}: {name} isn't supported by the local AWS")
        if known and name not in known:
            raise error(f"{where}: {name} is none of {', '.join(known)}")
    return names


def strings(value: object, where: str) -> tuple[str, ...]:
    """Return a list of texts; nothing is an empty one."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise error(f"{where} must be a list")
    return tuple(text(item, where) for item in value)


def text(value: object, where: str) -> str:
    """Return a text, or what YAML took for something else."""
    if isinstance(value, bool):
        return str(value).lower()  # YAML reads yes, no, on and off as a boolean
    if not isinstance(value, str | int | float):
        raise error(f"{where} must hold text, not {value!r}: put it in quotation marks")
    return str(value)


def flag(value: object, where: str) -> bool:
    """Return what is switched on or off."""
    if value in (True, "yes", "true"):
        return True
    if value in (False, "no", "false"):
        return False
    raise error(f"{where} must be yes or no")
