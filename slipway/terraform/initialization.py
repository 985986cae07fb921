"""``terraform init`` of many configurations: the AWS provider is verified once for all with the same requirements.

Terraform reads the provider's 700 MB in each ``init`` to compare its checksum, which is nine tenths of what it costs.
All commands and test runs on the local AWS of a project share what the first one has verified; on AWS, the workers of a
test run do.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.errors import hide_frames
from slipway.system.files import replace_content
from slipway.terraform import kept_schema
from slipway.terraform.init_record import hash_of
from slipway.terraform.provider_use import ADDRESS, LOCK_FILE, configuration_texts, read_json, required_providers
from slipway.terraform.runner import Terraform

__tracebackhide__ = hide_frames

_LOCKED = re.compile(rf'^provider "{re.escape(ADDRESS)}" \{{\n.*?^\}}\n', re.MULTILINE | re.DOTALL)
_USED = re.compile(r'\baws_\w+|"?\baws\b"?\s*[={]')

VERIFIED = "verified"
"""The folder of what is verified, in that for what is kept of providers."""

BackendConfig = Mapping[str, Any] | Path  # as of `Terraform.init`


def init_locally(terraform: Terraform, backend_config: BackendConfig | None = None) -> None:
    """Run ``terraform init`` for the local AWS.

    Args:
        terraform: has its working data in the project's ``.slipway``, which keeps what is verified.
        backend_config: settings of the backend, or a file with them.

    Raises:
        TerraformError: Terraform refuses the configuration.
    """
    if folder := kept_schema.folder_for(terraform.data_dir):
        Initialization(folder / VERIFIED)(terraform, backend_config)
    else:
        terraform.init(backend_config)


class Initialization:
    """Runs ``terraform init`` in many configurations, by several threads or processes."""

    def __init__(self, directory: Path, run_directory: Path | None = None) -> None:
        """Initialize nothing yet.

        Args:
            directory: directory of the records of what is verified, which the threads and processes share.
            run_directory: directory for what ends with this run, by default the same: a lock for each configuration,
                and the records of those without a lock file, which get the newest provider in the next run.
        """
        self._directory = directory
        self._run_directory = run_directory or directory

    def __call__(self, terraform: Terraform, backend_config: BackendConfig | None = None) -> None:
        """Run ``terraform init``.

        Args:
            terraform: runner in the directory of a root configuration.
            backend_config: settings of the backend, or a file with them.

        Raises:
            TerraformError: Terraform refuses the configuration.
        """
        for folder in (self._directory, self._run_directory):
            folder.mkdir(parents=True, exist_ok=True)
        # One at a time reads the lock file and adds the provider.
        with FileLock(self._run_directory / f"{hash_of(str(terraform.directory.resolve()))[:16]}.lock"):
            self._init(terraform, backend_config)

    def _init(self, terraform: Terraform, backend_config: BackendConfig | None) -> None:
        locked = _locked(terraform)
        directory = self._directory if locked else self._run_directory
        with FileLock(directory / "first.lock"):
            if not any(directory.glob("*.json")):
                terraform.init(backend_config)
                if texts := _texts(terraform):
                    replace_content(directory / _record(texts, locked), json.dumps(_find(terraform)))
                return
        terraform.init_without_provider(backend_config)  # it lists the modules, whose requirements count too
        if texts := _texts(terraform):
            self._install(terraform, backend_config, directory / _record(texts, locked))

    def _install(self, terraform: Terraform, backend_config: BackendConfig | None, record: Path) -> None:
        with FileLock(record.with_suffix(".lock")):  # the others wait for the first one
            installed = read_json(record)
            if installed is None or (installed and installed["files"] != _status(Path(installed["target"]))):
                terraform.init(backend_config)
                replace_content(record, json.dumps(_find(terraform)))
                return
        if installed:
            _link(terraform, installed)
        else:
            terraform.init(backend_config)


def _record(texts: list[str], locked: list[str]) -> str:
    """Return the file name of the record of a configuration, by what it requires and what its lock file has."""
    return f"{hash_of([required_providers(texts), locked])[:16]}.json"


def _texts(terraform: Terraform) -> list[str]:
    """Return the texts of a configuration that uses the provider; none of another one."""
    texts = configuration_texts(terraform.directory, terraform.data_dir)
    return texts if any(map(_USED.search, texts)) else []


def _locked(terraform: Terraform) -> list[str]:
    """Return the provider's part of the lock file; there is none if aws is only named in a comment."""
    lock_file = terraform.directory / LOCK_FILE
    return _LOCKED.findall(lock_file.read_text(encoding="utf-8")) if lock_file.exists() else []


def _status(package: Path) -> list[str]:
    """Return what changes with the files of a package, and can't be set: a file's ctime is the time of its change."""
    statuses = {file: file.stat() for file in sorted(package.glob("*"))}
    return [f"{file.name} {each.st_ino} {each.st_size} {each.st_ctime_ns}" for file, each in statuses.items()]


def _find(terraform: Terraform) -> dict[str, Any]:
    """Return what Terraform has verified, if that is a link to a mirror or a cache, which stays; else nothing.

    It is the provider's ``folder`` in that for providers, the ``target`` of that link, its ``files``, and the ``lock``.
    """
    providers = terraform.data_dir / "providers"
    links = [folder for folder in providers.glob(f"{ADDRESS}/*/*") if folder.is_symlink()]
    locks = _locked(terraform)
    if len(links) != 1 or len(locks) != 1:
        return {}
    (link,), (lock,) = links, locks
    target = link.parent / link.readlink()
    return {
        "folder": str(link.relative_to(providers)),
        "target": str(target),
        "files": _status(target),
        "lock": lock,
    }


def _link(terraform: Terraform, installed: Mapping[str, Any]) -> None:
    link = terraform.data_dir / "providers" / installed["folder"]
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.unlink(missing_ok=True)  # to a cache that was deleted
        link.symlink_to(installed["target"])
    lock_file = terraform.directory / LOCK_FILE
    text = lock_file.read_text(encoding="utf-8") if lock_file.exists() else ""
    if installed["lock"] not in text:
        replace_content(lock_file, _LOCKED.sub("", text) + installed["lock"])
