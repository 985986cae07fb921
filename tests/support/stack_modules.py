"""A stack of iac/ as a module, of which many scenarios can be planned in one root configuration."""

import re
from pathlib import Path

from slipway.harness.stack import Stack

_PROVIDER = re.compile(r'^provider "aws" \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)


def as_module(stack: Stack) -> Path:
    """Remove the provider block from a stack's copy, and return the copy's folder.

    So its plans don't contain the default tags. Terraform ignores the backend of a module.
    """
    for file in stack.directory.glob("*.tf"):
        file.write_text(_PROVIDER.sub("", file.read_text()))
    return stack.directory
