"""A stack of iac/ as a module, of which many scenarios can be planned in one root configuration."""

import re
from pathlib import Path

from repository import ROOT

from slipway.harness import configuration

_PROVIDER = re.compile(r'^provider "aws" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)


def stack_module(directory: str, folder: Path) -> Path:
    """Copy a stack without its provider block, and return the copy's folder, which isn't initialised.

    So its plans don't contain the default tags. Terraform ignores the backend of a module.

    Args:
        directory: directory of the stack.
        folder: folder for the copy; doesn't exist yet.
    """
    copied = configuration.copy(ROOT / directory, folder, ROOT)
    for file in copied.glob("*.tf"):
        file.write_text(_PROVIDER.sub("", file.read_text()))
    return copied
