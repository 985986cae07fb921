"""Passing variables to Terraform with their types."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError, hide_frames
from slipway.system.private_folders import private_folder
from slipway.terraform.declarations import declared

__tracebackhide__ = hide_frames


@contextmanager
def variables_file(directory: Path, variables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of a private ``.tfvars.json``, the one notation that keeps every type.

    Raises:
        SlipwayError: see `check_declared`.
    """
    check_declared(directory, variables)
    with private_folder() as private:
        file = private / "slipway.tfvars.json"
        file.write_text(json.dumps(variables, indent=2), encoding="utf-8")  # Terraform shows the line that it refuses
        yield str(file)


def check_declared(directory: Path, names: Iterable[str]) -> None:
    """Check that a configuration declares all of these variables.

    Terraform itself only warns of an undeclared one, so a misspelt name would quietly leave a default in place.

    Raises:
        SlipwayError: the configuration in ``directory`` doesn't declare one of them.
    """
    known = declared(directory, "variable")
    if unknown := sorted(set(names) - known):
        listed = ", ".join(sorted(known)) or "no variable"
        raise SlipwayError(f"{directory} has no variable {unknown[0]!r}; it declares {listed}")
