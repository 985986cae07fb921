"""What a configuration needs of the AWS provider: its binary, its version and the types of its resources."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.terraform import configuration_files

LOCK_FILE = ".terraform.lock.hcl"
MODULES = "modules/modules.json"
"""The file in Terraform's working data in which init lists the modules."""

ADDRESS = "registry.terraform.io/hashicorp/aws"
_TYPE = re.compile(r"\baws_\w+", re.ASCII)
_LOCKED_VERSION = re.compile(rf'^provider "{re.escape(ADDRESS)}" \{{\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_ALIAS = re.compile(r'^\s*alias\s*=\s*"', re.MULTILINE)
_REQUIRED = re.compile(r"required_providers\"?\s*[=:]?\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_CONFIGURATION = re.compile(r'^\s*provider\s+"?aws"?\s*\{', re.MULTILINE)
# Files that the provider itself reads, by paths from its working directory.
_LOCAL_FILE = re.compile(
    r"\b(?:filename|zip_file)\s*=(?!\s*abspath\()"
    r'|"aws_s3_(?:bucket_)?object"(?:(?!^\}).)*?^\s*source\s*=(?!\s*abspath\()',
    re.MULTILINE | re.DOTALL,
)
# Terraform neither installs, verifies nor starts a provider that runs already:
# https://developer.hashicorp.com/terraform/plugin/debugging#starting-a-provider-in-debug-mode
_RUNNING = {
    "Protocol": "grpc",
    "ProtocolVersion": 5,
    "Pid": 1,
    "Test": True,
    "Addr": {"Network": "unix", "String": "/unused"},
}
# For commands that don't use the provider.
WITHOUT_PROVIDER = {"TF_REATTACH_PROVIDERS": json.dumps({ADDRESS: _RUNNING})}


@dataclass(frozen=True)
class Use:
    """What Terraform in a directory uses.

    Attributes:
        binary: the provider.
        types: types of the resources and data sources in the configuration and in the state.
        directory: directory in which the provider must run; None if it reads no local files.
    """

    binary: Path
    types: frozenset[str]
    directory: Path | None = None


def find_use(directory: Path, data_dir: Path, state: str = "") -> Use | None:
    """Return the provider that Terraform can use while it is kept running, and its types.

    There is none for a configuration that doesn't use the AWS provider, or that configures it more than once: a
    provider that Terraform doesn't start itself takes the last configuration for all of them
    (https://github.com/hashicorp/terraform-plugin-framework/issues/490).

    Args:
        directory: the root configuration.
        data_dir: directory in which ``terraform init`` has installed the provider and listed the modules.
        state: the text of the state, whose resources may not be in the configuration any more.
    """
    binary = _locked_binary(directory, data_dir)
    texts = configuration_texts(directory, data_dir)
    if binary is None or _is_configured_twice(texts):
        return None
    types = frozenset(name for text in (*texts, state) for name in _TYPE.findall(text))
    reads_files = any(map(_LOCAL_FILE.search, texts))
    return Use(binary.resolve(), types, directory.absolute() if reads_files else None)


def _locked_binary(directory: Path, data_dir: Path) -> Path | None:
    """Return the installed provider of the version in the lock file; others may be left of earlier versions."""
    lock_file = directory / LOCK_FILE
    locked = _LOCKED_VERSION.search(lock_file.read_text(encoding="utf-8")) if lock_file.exists() else None
    version = locked[1] if locked else "*"
    return next(data_dir.glob(f"providers/{ADDRESS}/{version}/*/terraform-provider-aws_*"), None)


def required_providers(texts: Iterable[str]) -> list[str]:
    """Return the different blocks ``required_providers`` in the texts of a configuration's files, sorted."""
    return sorted({block for text in texts for block in _REQUIRED.findall(text)})


def configuration_texts(directory: Path, data_dir: Path) -> list[str]:
    """Return the texts of the root configuration's files, and of those of the modules that ``terraform init`` found."""
    folders = _folders(directory, data_dir)
    return [configuration_files.read(file) for folder in folders for file in configuration_files.find(folder)]


def _folders(directory: Path, data_dir: Path) -> list[Path]:
    modules = (read_json(data_dir / MODULES) or {"Modules": [{"Dir": "."}]})["Modules"]
    return list(dict.fromkeys(directory / module["Dir"] for module in modules))


def read_json(file: Path) -> Any:  # noqa: ANN401 - JSON
    """Return the content of a file of Terraform's working data; None if there is none, or it is damaged.

    Terraform writes it in place. On a full disk, a part of it remains.
    """
    with suppress(FileNotFoundError, ValueError):
        return json.loads(file.read_text(encoding="utf-8"))
    return None


def _is_configured_twice(texts: Iterable[str]) -> bool:
    configuring = [text for text in texts if _CONFIGURATION.search(text)]
    blocks = sum(len(_CONFIGURATION.findall(text)) for text in configuring)
    return blocks > 1 or any(_ALIAS.search(text) for text in configuring)
