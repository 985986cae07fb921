"""Passing variables to Terraform with their types."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.errors import SlipwayError, hide_frames

__tracebackhide__ = hide_frames

_DECLARATION = re.compile(r'^\s*variable\s+"?([\w-]+)"?\s*\{', re.MULTILINE)


@contextmanager
def variables_file(directory: Path, variables: Mapping[str, Any]) -> Iterator[str]:
    """Yield the path of a private ``.tfvars.json``, the one notation that keeps every type.

    Raises:
        SlipwayError: as of `check_declared`.
    """
    check_declared(directory, variables)
    with tempfile.NamedTemporaryFile("w", suffix=".tfvars.json", encoding="utf-8") as file:  # mode 0600
        json.dump(variables, file, indent=2)  # Terraform shows the line that it refuses
        file.flush()
        yield file.name


def check_declared(directory: Path, names: Iterable[str]) -> None:
    """Check that a configuration declares all of these variables.

    Terraform itself only warns of an undeclared one, so a misspelt name would quietly leave a default in place.

    Raises:
        SlipwayError: the configuration in ``directory`` doesn't declare one of them.
    """
    declared = _declared(directory)
    if unknown := sorted(set(names) - declared):
        listed = ", ".join(sorted(declared)) or "no variable"
        raise SlipwayError(f"{directory} has no variable {unknown[0]!r}; it declares {listed}")


def _declared(directory: Path) -> set[str]:
    names: set[str] = set()
    for file in (*directory.glob("*.tf"), *directory.glob("*.tf.json")):
        try:
            text = file.read_text(encoding="utf-8")
            names |= set(_DECLARATION.findall(text) if file.suffix == ".tf" else _declared_in_json(json.loads(text)))
        except (OSError, ValueError, AttributeError, TypeError) as error:  # the last two: other JSON than Terraform's
            raise SlipwayError(f"{file} can't be read: {error}") from error
    return names


def _declared_in_json(content: Any) -> Iterator[str]:  # noqa: ANN401 - whatever JSON has
    for body in _objects(content):
        for variables in _objects(body.get("variable", {})):
            yield from variables


def _objects(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    """Return the objects of a place that takes one or several in a list, as any of Terraform's JSON does."""
    return value if isinstance(value, list) else [value]
