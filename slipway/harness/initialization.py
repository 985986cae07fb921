"""``terraform init`` of many configurations: the AWS provider is verified once for all with the same requirements.

Terraform reads the provider's 700 MB in each ``init`` to compare its checksum, which is nine tenths of what it costs.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from slipway.harness import tracebacks
from slipway.terraform import Terraform
from slipway.terraform.kept_providers import ADDRESS, WITHOUT_PROVIDER, configuration_texts, required_providers

__tracebackhide__ = tracebacks.hide

_LOCK_FILE = ".terraform.lock.hcl"
_LOCKED = re.compile(rf'^provider "{re.escape(ADDRESS)}" \{{\n.*?^\}}\n', re.MULTILINE | re.DOTALL)
_USED = re.compile(r'\baws_\w+|"?\baws\b"?\s*[={]')


@dataclass(frozen=True)
class _Installed:
    """A provider that Terraform has verified: its folder below ``.terraform/providers``, and its lock."""

    folder: Path
    target: Path
    lock: str


class Initialization:
    """Runs ``terraform init`` in the configurations of one process."""

    def __init__(self) -> None:
        self._installed: dict[tuple[str, ...], _Installed] = {}

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
        key = (*required_providers(texts), *_LOCKED.findall(lock))
        if installed := self._installed.get(key):
            _install(directory, installed)
            return
        if lock:
            lock_file.write_text(lock, encoding="utf-8")  # without the provider in use, init has removed its part
        terraform({}).init()
        if found := _find(directory):
            self._installed[key] = found


def _find(directory: Path) -> _Installed | None:
    """Return what Terraform has installed, if that is a link to a mirror or a cache, which stays."""
    providers = directory / ".terraform" / "providers"
    links = [folder for folder in providers.glob(f"{ADDRESS}/*/*") if folder.is_symlink()]
    lock_file = directory / _LOCK_FILE  # there is none if aws is only named in a comment
    locks = _LOCKED.findall(lock_file.read_text(encoding="utf-8")) if lock_file.exists() else []
    if len(links) != 1 or len(locks) != 1:
        return None
    return _Installed(links[0].relative_to(providers), links[0].parent / links[0].readlink(), locks[0])


def _install(directory: Path, installed: _Installed) -> None:
    link = directory / ".terraform" / "providers" / installed.folder
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.exists():
        link.symlink_to(installed.target)
    lock_file = directory / _LOCK_FILE
    others = lock_file.read_text(encoding="utf-8") if lock_file.exists() else ""
    lock_file.write_text(_LOCKED.sub("", others) + installed.lock, encoding="utf-8")
