"""Validates the fields of a buildspec; ``where`` is the path of a field, for error messages."""

from typing import Any

from slipway_emulator.services.codebuild.errors import PhaseError

# Fields that AWS documents and the local AWS doesn't support.
_UNSUPPORTED = ("run-as", "proxy", "batch", "reports", "enable-symlinks", "s3-prefix")


def error(message: str) -> PhaseError:
    """Return the error for an invalid buildspec."""
    return PhaseError("YAML_FILE_ERROR", message)


def mapping(value: object, where: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a mapping; null is empty. If ``known`` isn't empty, other fields are invalid."""
    if _is_null(value):
        return {}
    if not isinstance(value, dict):
        raise error(f"{where} must be a mapping")
    names = {str(name): content for name, content in value.items()}
    for name in names:
        if known and name in _UNSUPPORTED:
            raise error(f"{where}: {name} isn't supported by the local AWS")
        if known and name not in known:
            raise error(f"{where}: unknown field {name}, expected one of {', '.join(known)}")
    return names


def strings(value: object, where: str) -> tuple[str, ...]:
    """Return a list of strings; null is empty."""
    if _is_null(value):
        return ()
    if not isinstance(value, list):
        raise error(f"{where} must be a list")
    return tuple(text(item, where) for item in value)


def text(value: object, where: str) -> str:
    """Return a string."""
    if not isinstance(value, str):
        raise error(f"{where} must be a string, not {value!r}: quote it")
    return value


def flag(value: object, where: str) -> bool:
    """Return a boolean of YAML 1.1; null is False."""
    word = value.lower() if isinstance(value, str) else value
    if word in ("yes", "true", "on", "y"):
        return True
    if word in ("no", "false", "off", "n") or _is_null(value):
        return False
    raise error(f"{where} must be yes or no")


def _is_null(value: object) -> bool:
    """Return whether a value that can't be a string is null."""
    return value is None or value in ("~", "null", "Null", "NULL")
