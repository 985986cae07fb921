"""A record of the last apply of a stack in the folder of Terraform's working data: whether it may be unchanged."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from slipway.terraform import init_record
from slipway.terraform.provider_use import LOCK_FILE, configuration_texts

_RECORD = "applied"


def forget(data_directory: Path) -> None:
    """Have the next apply run `terraform init`."""
    for name in (_RECORD, init_record.BACKEND):
        (data_directory / name).unlink(missing_ok=True)


def fingerprint(directory: Path, data_directory: Path, variables: Mapping[str, Any]) -> str:
    """Return a hash of what decides whether a stack needs `terraform init`, and of its variables.

    With a provider that is kept running, Terraform doesn't check whether it fits the lock file.

    Args:
        directory: the root configuration.
        data_directory: directory of Terraform's working data, where init has listed the modules.
        variables: variables of the configuration.
    """
    parts = [configuration_texts(directory, data_directory), init_record.read(directory / LOCK_FILE), variables]
    return init_record.hash_of(parts)


def write(data_directory: Path, value: str) -> None:
    """Record the fingerprint of a successful apply."""
    (data_directory / _RECORD).write_text(value)


def read(data_directory: Path) -> str:
    """Return the fingerprint of the last successful apply; empty if there is none."""
    return init_record.read(data_directory / _RECORD)
