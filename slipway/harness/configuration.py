"""A private copy of a root configuration, to which Terraform can write."""

import re
import shutil
from pathlib import Path

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.terraform import configuration_files, hcl

__tracebackhide__ = tracebacks.hide

# Instead of every backend that the configuration may have. Terraform merges an override file last:
# https://developer.hashicorp.com/terraform/language/files/override
_BACKEND = 'terraform {{\n  backend "{}" {{}}\n}}\n'
_BACKEND_FILE = "slipway_override.tf"
_PROVIDERS_FILE = "slipway_providers.tf"
_ALIASES = re.compile(r'\bconfiguration_aliases"?\s*[=:]\s*\[([^\]]*)\]')
_ALIAS = re.compile(r"([\w-]+)\.([\w-]+)")
_REGION_ALIAS = re.compile(r"[a-z]{2}(?:_[a-z]+)+_\d")
_UPWARDS = re.compile(r"(?:\.\./)*\.\.(?=[/\"])")


def copy(source: Path, destination: Path, root: Path, backend: str = "local") -> Path:
    """Copy the files of a configuration, and return the folder of the copy.

    The folder has the same path in ``destination`` as ``source`` has in ``root``, and everything else of ``root`` is
    linked. So each relative path still works, in a module's ``source`` as in ``file()``. Terraform's working data and
    state are not copied.

    Args:
        source: a folder with ``.tf`` files.
        destination: a folder that doesn't exist yet.
        root: ``source`` or a folder above it, as from `root_of`; no relative path leads out of it.
        backend: type of the copy's backend, without arguments.

    Raises:
        SlipwayError: there is no configuration in ``source``.
    """
    if not configuration_files.find(source):
        raise SlipwayError(
            f"{source} holds no Terraform configuration (*.tf); a relative path starts at pytest's root directory"
        )
    folder, copied = root, destination
    copied.mkdir(parents=True)
    for name in source.relative_to(root).parts:
        _link(folder, copied, without=name)
        folder, copied = folder / name, copied / name
        copied.mkdir()
    _copy_files(source, copied)
    write_backend(copied, backend)
    write_providers(copied, source)
    return copied


def write_backend(root: Path, backend: str) -> None:
    """Write the type of a backend without arguments into a root configuration, instead of any other that it has."""
    (root / _BACKEND_FILE).write_text(_BACKEND.format(backend), encoding="utf-8")


def write_providers(root: Path, module: Path) -> None:
    """Write the provider configurations that a module expects from its caller, into a root configuration.

    A root configuration has no caller, so Terraform refuses a module with ``configuration_aliases`` there:
    https://developer.hashicorp.com/terraform/language/modules/develop/providers#provider-aliases-within-modules
    They use the target, as the default one does, in the region that an alias such as ``us_east_1`` names.
    """
    text = _text(module)
    blocks = [_provider(name, alias) for name, alias in provider_aliases(module) if not _is_configured(text, alias)]
    if blocks:
        (root / _PROVIDERS_FILE).write_text("\n".join(blocks), encoding="utf-8")


def provider_aliases(module: Path) -> list[tuple[str, str]]:
    """Return the provider configurations that a module expects from its caller, as name and alias."""
    lists = _ALIASES.findall(_text(module))
    return list(dict.fromkeys(alias for names in lists for alias in _ALIAS.findall(names)))


def _text(module: Path) -> str:
    files = configuration_files.find(module)
    return "\n".join(hcl.without_comments(configuration_files.read(file)) for file in files)


def _is_configured(text: str, alias: str) -> bool:
    return bool(re.search(rf'\balias\s*=\s*"{re.escape(alias)}"', text))


def _provider(name: str, alias: str) -> str:
    region = f'  region = "{alias.replace("_", "-")}"\n' if name == "aws" and _REGION_ALIAS.fullmatch(alias) else ""
    return f'provider "{name}" {{\n  alias = "{alias}"\n{region}}}\n'


def root_of(source: Path, project: Path) -> Path:
    """Return the folder that contains everything to which ``source`` has relative paths.

    That is its Git work tree or else the project, or a folder above it if a path in the configuration leads there, e.g.
    to a module in a clone beside the project.
    """
    folders = [source, *source.parents]
    root = next((folder for folder in folders if (folder / ".git").exists()), None)
    root = root or (project if source.is_relative_to(project) else source)
    reached = folders[min(_levels_up(source), len(folders) - 1)]
    return reached if root.is_relative_to(reached) else root


def _levels_up(source: Path) -> int:
    texts = map(configuration_files.read, configuration_files.find(source))
    return max((path.count("..") for text in texts for path in _UPWARDS.findall(text)), default=0)


def _link(folder: Path, copied: Path, without: str) -> None:
    for entry in folder.iterdir():
        if entry.name != without and not entry.name.startswith("."):
            (copied / entry.name).symlink_to(entry)


def _copy_files(source: Path, copied: Path) -> None:
    for entry in source.iterdir():
        if entry.name in {".terraform", ".git", ".slipway"} or ".tfstate" in entry.name:
            continue
        if entry.is_dir():
            (copied / entry.name).symlink_to(entry)
        else:
            shutil.copy2(entry, copied, follow_symlinks=entry.exists())  # a link to nowhere, as Emacs makes, stays one
