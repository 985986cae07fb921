"""Files in the folder of Terraform's working data that describe the last init and the last apply of a stack."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from slipway.terraform.kept_providers import LOCK_FILE, configuration_texts, required_providers

_BACKEND = "terraform.tfstate"  # init writes the settings of the backend to it
_INIT = "initialized"
_RECORD = "applied"


def is_initialized(directory: Path, data_directory: Path) -> bool:
    """Return whether `terraform init` has configured the backend, and installed the providers that are required now.

    Args:
        directory: the root configuration.
        data_directory: of Terraform's working data.
    """
    is_configured = (data_directory / _BACKEND).exists()
    return is_configured and _read(data_directory / _INIT) == _requirements(directory, data_directory)


def record_init(directory: Path, data_directory: Path) -> None:
    """Record after `terraform init` which providers it has installed."""
    (data_directory / _INIT).write_text(_requirements(directory, data_directory))


def forget(data_directory: Path) -> None:
    """Have the next apply run `terraform init`."""
    for name in (_RECORD, _BACKEND):
        (data_directory / name).unlink(missing_ok=True)


def fingerprint(directory: Path, data_directory: Path, variables: Mapping[str, Any]) -> str:
    """Return a hash of what decides whether a stack needs `terraform init`, and of its variables.

    With a provider that is kept running, Terraform doesn't check whether it fits the lock file.

    Args:
        directory: the root configuration.
        data_directory: of Terraform's working data, where init has listed the modules.
        variables: of the configuration.
    """
    parts = [configuration_texts(directory, data_directory), _read(directory / LOCK_FILE), variables]
    return _hash(parts)


def record(data_directory: Path, value: str) -> None:
    """Record the fingerprint of a successful apply."""
    (data_directory / _RECORD).write_text(value)


def read(data_directory: Path) -> str:
    """Return the fingerprint of the last successful apply; empty if there is none."""
    return _read(data_directory / _RECORD)


def _requirements(directory: Path, data_directory: Path) -> str:
    """Return a hash of what decides which providers `terraform init` installs."""
    required = required_providers(configuration_texts(directory, data_directory))
    return _hash([required, _read(directory / LOCK_FILE)])


def _hash(parts: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _read(file: Path) -> str:
    """Return the text of a file; empty if there is none."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    return ""
