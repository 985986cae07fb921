"""Finds keys in module calls that the type of the variable doesn't have.

Terraform drops such a key before the module's validations run, and without a warning:
https://developer.hashicorp.com/terraform/language/expressions/type-constraints#conversion-of-complex-types
"""

import difflib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.terraform import configuration_files, hcl
from slipway.terraform.variable_types import types_of


@dataclass(frozen=True)
class UnknownKey:
    """A key that Terraform drops.

    Attributes:
        file: file of the module call.
        line: line of the variable's value, from 1.
        place: names of the module call, the variable and the objects around the key.
        key: the key.
        known: the keys that the type has.
    """

    file: Path
    line: int
    place: str
    key: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        """Return the finding in one line."""
        similar = difflib.get_close_matches(self.key, self.known, 1)
        advice = f"did you mean {similar[0]}?" if similar else f"it has {', '.join(self.known)}"
        return f"{self.file}:{self.line}: {self.place} has no key {self.key}, so Terraform ignores it; {advice}"


def unknown_keys(folder: Path) -> Iterator[UnknownKey]:
    """Yield the unknown keys in the module calls of a folder and the folders below it.

    Only what is written literally is checked, and only calls of modules that are on this machine: at a relative path,
    or downloaded by ``terraform init``.
    """
    for parent, folders, _ in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        for file in configuration_files.find(Path(parent), [".tf"]):
            yield from _in_file(file)


def _in_file(file: Path) -> Iterator[UnknownKey]:
    for call in hcl.modules(configuration_files.read(file)):
        module = _directory(file.parent, call)
        types = types_of(module) if module else {}
        for name, span in call.attributes().items():
            for key, known, place in _in_value(types.get(name, "any"), call, span, f"{call.label}.{name}"):
                yield UnknownKey(file, call.text.count("\n", 0, span[0]) + 1, f"module.{place}", key, tuple(known))


def _in_value(kind: Any, body: hcl.Body, span: tuple[int, int], place: str) -> Iterator[tuple[str, Any, str]]:  # noqa: ANN401 - a type
    if isinstance(kind, list) and kind[0] == "list":
        for number, element in enumerate(body.elements_at(*span)):
            yield from _in_value(kind[1], body, element, f"{place}[{number}]")
    elif not isinstance(kind, str) and (value := body.object_at(*span)):
        for key, inner in value.attributes().items():
            if isinstance(kind, list):
                yield from _in_value(kind[1], value, inner, f"{place}[{json.dumps(key)}]")
            elif key in kind:
                yield from _in_value(kind[key], value, inner, f"{place}.{key}")
            else:
                yield key, kind, place


def _directory(folder: Path, call: hcl.Body) -> Path | None:
    """Return the folder of a called module; None if it isn't on this machine."""
    source = (call.expression("source") or "").strip('"')
    if source.startswith("."):
        directory = folder / source
        return directory if directory.is_dir() else None
    try:
        installed = json.loads((folder / ".terraform" / "modules" / "modules.json").read_text(encoding="utf-8"))[
            "Modules"
        ]
        return next((folder / each["Dir"] for each in installed if each["Key"] == call.label), None)
    except (OSError, ValueError, KeyError):
        return None
