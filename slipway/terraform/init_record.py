"""A record of the last `terraform init` in the folder of Terraform's working data, by which it isn't repeated.

Init takes 1.5 seconds: it computes the checksum of the provider, which has 700 MB.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from slipway.terraform.errors import TerraformError
from slipway.terraform.provider_use import LOCK_FILE, MODULES, configuration_texts, read_json, required_providers

BACKEND = "terraform.tfstate"
"""The file to which init writes the settings of the backend."""

_RECORD = "initialized"
# In Terraform's errors; the second one doesn't name the command.
_NEEDS_INIT = ("terraform init", "Required plugins are not installed")


def is_current(directory: Path, data_directory: Path) -> bool:
    """Return whether `terraform init` has configured the backend, and installed the providers that are required now.

    With a provider that is kept running, Terraform doesn't check whether it fits the lock file.

    Args:
        directory: the root configuration.
        data_directory: directory of Terraform's working data.
    """
    is_configured = (data_directory / BACKEND).exists() and not _damaged(data_directory)
    return is_configured and read(data_directory / _RECORD) == _requirements(directory, data_directory)


def write(directory: Path, data_directory: Path) -> None:
    """Record after `terraform init` which providers it has installed."""
    (data_directory / _RECORD).write_text(_requirements(directory, data_directory))


def remove_damaged(data_directory: Path) -> None:
    """Remove the files of Terraform's working data that it can't read, and for which it refuses to run init again."""
    for file in _damaged(data_directory):
        file.unlink()


def needs_init(error: TerraformError) -> bool:
    """Return whether a command did nothing, as the backend or the modules have changed since init."""
    return any(text in error.stderr for text in _NEEDS_INIT)


def _damaged(data_directory: Path) -> list[Path]:
    files = [data_directory / name for name in (BACKEND, MODULES)]
    return [file for file in files if file.exists() and read_json(file) is None]


def _requirements(directory: Path, data_directory: Path) -> str:
    """Return a hash of what decides which providers `terraform init` installs."""
    required = required_providers(configuration_texts(directory, data_directory))
    return hash_of([required, read(directory / LOCK_FILE)])


def hash_of(value: Any) -> str:  # noqa: ANN401 - JSON
    """Return a hash of a value of JSON, 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def read(file: Path) -> str:
    """Return the text of a file; empty if there is none."""
    with suppress(FileNotFoundError):
        return file.read_text(encoding="utf-8")
    return ""
