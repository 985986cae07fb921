"""``terraform init`` of many configurations: the AWS provider is verified once for all with the same requirements.

Terraform reads the provider's 700 MB in each ``init`` to compare its checksum, which is nine tenths of what it costs.
The workers of a run share what the first one has verified.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from filelock import FileLock

from slipway.harness import tracebacks
from slipway.harness.once import write_private
from slipway.terraform import Terraform
from slipway.terraform.kept_providers import ADDRESS, WITHOUT_PROVIDER, configuration_texts, required_providers

__tracebackhide__ = tracebacks.hide

_LOCK_FILE = ".terraform.lock.hcl"
_LOCKED = re.compile(rf'^provider "{re.escape(ADDRESS)}" \{{\n.*?^\}}\n', re.MULTILINE | re.DOTALL)
_USED = re.compile(r'\baws_\w+|"?\baws\b"?\s*[={]')


class Initialization:
    """Runs ``terraform init`` in the configurations of a run."""

    def __init__(self, directory: Path) -> None:
        """Record what is verified in ``directory``, which all workers share."""
        self._directory = directory

    def __call__(self, directory: Path, terraform: Callable[[Mapping[str, str]], Terraform]) -> None:
        """Run ``terraform init`` in a directory.

        Args:
            directory: the root configuration.
            terraform: returns the runner there, with more variables in its environment.

        Raises:
            TerraformError: Terraform refuses the configuration.
        """
        lock_file = directory / _LOCK_FILE
        lock = lock_file.read_text(encoding="utf-8") if lock_file.exists() else ""
        terraform(WITHOUT_PROVIDER).init()  # it lists the modules, whose requirements count too
        texts = configuration_texts(directory, directory / ".terraform")
        if not any(map(_USED.search, texts)):
            return
        record = self._record(required_providers(texts), _LOCKED.findall(lock))
        with FileLock(record.with_suffix(".lock")):  # the other workers wait for the first one
            if not record.exists():
                _init(directory, lock, terraform)
                write_private(record, _find(directory))
                return
        if installed := json.loads(record.read_text(encoding="utf-8")):
            _install(directory, installed)
        else:
            _init(directory, lock, terraform)

    def _record(self, *requirements: list[str]) -> Path:
        self._directory.mkdir(parents=True, exist_ok=True)
        return self._directory / f"{hashlib.sha256(json.dumps(requirements).encode()).hexdigest()[:16]}.json"


def _init(directory: Path, lock: str, terraform: Callable[[Mapping[str, str]], Terraform]) -> None:
    if lock:  # without the provider in use, init has removed its part
        (directory / _LOCK_FILE).write_text(lock, encoding="utf-8")
    terraform({}).init()


def _find(directory: Path) -> dict[str, str]:
    """Return what Terraform has verified, if that is a link to a mirror or a cache, which stays; else nothing.

    It is the provider's ``folder`` below ``.terraform/providers``, the ``target`` of that link, and the ``lock``.
    """
    providers = directory / ".terraform" / "providers"
    links = [folder for folder in providers.glob(f"{ADDRESS}/*/*") if folder.is_symlink()]
    lock_file = directory / _LOCK_FILE  # there is none if aws is only named in a comment
    locks = _LOCKED.findall(lock_file.read_text(encoding="utf-8")) if lock_file.exists() else []
    if len(links) != 1 or len(locks) != 1:
        return {}
    (link,), (lock,) = links, locks
    return {"folder": str(link.relative_to(providers)), "target": str(link.parent / link.readlink()), "lock": lock}


def _install(directory: Path, installed: Mapping[str, str]) -> None:
    link = directory / ".terraform" / "providers" / installed["folder"]
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(installed["target"])
    lock_file = directory / _LOCK_FILE
    others = lock_file.read_text(encoding="utf-8") if lock_file.exists() else ""
    lock_file.write_text(_LOCKED.sub("", others) + installed["lock"], encoding="utf-8")
