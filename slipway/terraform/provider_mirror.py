"""Where Terraform installs the AWS provider from if a machine can't reach the registry."""

import json
import os
import re
import sys
import threading
from pathlib import Path

from slipway.errors import SlipwayError
from slipway.terraform.binary import platform_name

_REGISTRY = "registry.terraform.io"
_PROVIDER = f"{_REGISTRY}/hashicorp/aws"
# The modules accept aws >= 5.100, < 7.0.
_MINIMUM, _LIMIT = (5, 100), (7, 0)
_PARENTS = (Path("/opt"), Path("/usr/share"), Path("/usr/local/share"))


def cli_configuration(directory: Path) -> Path | None:
    """Return the Terraform CLI configuration file to use, or None if Terraform needs none.

    The user's file has priority: ``TF_CLI_CONFIG_FILE`` if that exists, or ``~/.terraformrc`` if that has a block
    ``provider_installation``. Otherwise a file is written to ``directory`` that installs hashicorp/aws from the first
    provider mirror that has it for this platform, and every other provider from the registry. Mirrors are searched in
    ``$SLIPWAY_PROVIDER_MIRROR``, in Terraform's implied mirror directories
    (https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories), and in the
    folders of ``/opt``, ``/usr/share`` and ``/usr/local/share``.

    Raises:
        SlipwayError: ``SLIPWAY_PROVIDER_MIRROR`` names a directory without the provider.
    """
    if own := _own_configuration():
        return own
    mirror = _find()
    if mirror is None:
        return None
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "provider-mirror.tfrc"
    part = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")  # others may write it at the same time
    part.write_text(_render(mirror))
    part.replace(file)
    return file


def _own_configuration() -> Path | None:
    named = os.environ.get("TF_CLI_CONFIG_FILE")
    if named and Path(named).is_file():
        return Path(named)
    default = Path.home() / ".terraformrc"
    if default.is_file() and "provider_installation" in default.read_text(errors="replace"):
        return default
    return None


def _find() -> Path | None:
    if named := os.environ.get("SLIPWAY_PROVIDER_MIRROR"):
        mirror = Path(named).absolute()
        if not _holds_provider(mirror):
            raise SlipwayError(
                f"SLIPWAY_PROVIDER_MIRROR: no {_PROVIDER} >= 5.100, < 7.0 for {platform_name()} in {mirror}; "
                "fill it with `terraform providers mirror`"
            )
        return mirror
    shallow = (registry.parent for parent in _PARENTS for registry in sorted(parent.glob(f"*/{_REGISTRY}")))
    return next(filter(_holds_provider, [*_implied_directories(), *shallow]), None)


def _implied_directories() -> list[Path]:
    home = Path.home()
    if sys.platform == "darwin":
        support = Path("Library/Application Support/io.terraform/plugins")
        return [home / ".terraform.d/plugins", home / support, "/" / support]
    # https://specifications.freedesktop.org/basedir-spec/latest/
    data = [
        os.environ.get("XDG_DATA_HOME") or str(home / ".local/share"),
        *(os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":"),
    ]
    return [home / ".terraform.d/plugins", *(Path(folder) / "terraform/plugins" for folder in data)]


def _holds_provider(mirror: Path) -> bool:
    """Return whether a mirror has an accepted version, as a folder or as a zip: Terraform reads both layouts."""
    platform = platform_name()
    unpacked = [path.parent.name for path in mirror.glob(f"{_PROVIDER}/*/{platform}") if any(path.iterdir())]
    packed = [path.name.split("_")[1] for path in mirror.glob(f"{_PROVIDER}/terraform-provider-aws_*_{platform}.zip")]
    return any(_is_accepted(version) for version in unpacked + packed)


def _is_accepted(version: str) -> bool:
    match = re.fullmatch(r"(\d+)\.(\d+)\.\d+", version)
    return match is not None and _MINIMUM <= (int(match[1]), int(match[2])) < _LIMIT


def _render(mirror: Path) -> str:
    """Return the configuration. Without the exclusion, an unreachable registry fails the installation."""
    return f"""\
provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(mirror))}
    include = ["{_PROVIDER}"]
  }}
  direct {{
    exclude = ["{_PROVIDER}"]
  }}
}}
"""
