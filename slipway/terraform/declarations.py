"""The names of the variables or outputs that a configuration declares."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError
from slipway.terraform import configuration_files


def declared(directory: Path, kind: str) -> set[str]:
    """Return the names in the files of a configuration, also in those with JSON.

    Args:
        directory: directory of the configuration.
        kind: ``variable`` or ``output``.

    Raises:
        SlipwayError: a file can't be read, or isn't JSON of Terraform.
    """
    block = re.compile(rf'^\s*{kind}\s+"?([\w-]+)"?\s*\{{', re.MULTILINE)
    names: set[str] = set()
    for file in configuration_files.find(directory):
        text = configuration_files.read(file)
        try:
            names |= set(block.findall(text) if file.suffix == ".tf" else _in_json(json.loads(text), kind))
        except (ValueError, AttributeError, TypeError) as error:  # the last two: other JSON than Terraform's
            raise SlipwayError(f"{file} can't be read: {error}") from error
    return names


def _in_json(content: Any, kind: str) -> Iterator[str]:  # noqa: ANN401 - whatever JSON has
    for body in _objects(content):
        for declarations in _objects(body.get(kind, {})):
            yield from declarations


def _objects(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    """Return the objects of a place that takes one or several in a list, as any of Terraform's JSON does."""
    return value if isinstance(value, list) else [value]
