"""Files in the folder of Terraform's working data that describe the last init and the last apply of a stack."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from slipway.terraform.kept_providers import configuration_texts

_BACKEND = "terraform.tfstate"  # init writes the settings of the backend to it
_RECORD = "applied"


def is_initialized(data_directory: Path) -> bool:
    """Return whether `terraform init` has configured the backend."""
    return (data_directory / _BACKEND).exists()


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
    lock_file = ""
    with suppress(FileNotFoundError):
        lock_file = (directory / ".terraform.lock.hcl").read_text(encoding="utf-8")
    parts = [configuration_texts(directory, data_directory), lock_file, variables]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def record(data_directory: Path, value: str) -> None:
    """Record the fingerprint of a successful apply."""
    (data_directory / _RECORD).write_text(value)


def read(data_directory: Path) -> str:
    """Return the fingerprint of the last successful apply; empty if there is none."""
    try:
        return (data_directory / _RECORD).read_text()
    except FileNotFoundError:
        return ""
