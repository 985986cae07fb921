"""Changes of a project file, ``slipway.toml``, whose other lines stay as they are."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.config.project import Project
from slipway.config.stack import FILE_NAME, Stack
from slipway.errors import SlipwayError


@dataclass(frozen=True)
class Entry:
    """An entry of a table of a stack in the project file.

    Attributes:
        directory: directory of the stack, a path from the project's root.
        name: its key.
        value: its value.
        table: ``outputs``, whose keys are unique in the project, or ``variables``.
    """

    directory: str
    name: str
    value: str
    table: str = "outputs"


def output(directory: str, name: str) -> Entry:
    """Return an entry with which `slipway outputs` prints a stack's output by its name in Terraform."""
    return Entry(directory, name, name)


def with_entries(project: Project, *entries: Entry) -> dict[Path, str]:
    """Return the project file with entries that it may have already.

    Returns:
        file -> text; empty if the file has the entries.

    Raises:
        SlipwayError: another output has a key, the stack has another value, or the file can't be changed.
    """
    file = project.root / FILE_NAME
    text = known = file.read_text(encoding="utf-8")
    for entry in entries:
        (stack,) = [stack for stack in project.stacks if stack.directory == entry.directory][:1]
        if getattr(stack, entry.table).get(entry.name) != entry.value:
            _check_key(project, stack, entry)
            text = _changed(text, stack, entry)
    return {} if text == known else {file: text}


def _check_key(project: Project, stack: Stack, entry: Entry) -> None:
    others = project.stacks if entry.table == "outputs" else [stack]
    if any(entry.name in getattr(other, entry.table) for other in others):
        kind = "an output" if entry.table == "outputs" else "a variable"
        raise SlipwayError(f"{FILE_NAME} already has {kind} {entry.name}: choose another name")


def _changed(text: str, stack: Stack, entry: Entry) -> str:
    expected = _parse(text)
    expected["stacks"][stack.name].setdefault(entry.table, {})[entry.name] = entry.value
    line = f"{entry.name} = {json.dumps(entry.value)}"
    for changed in _candidates(text, entry.table, line):
        if _parse(changed) == expected:
            return changed
    raise SlipwayError(f"{FILE_NAME} can't be changed: write {line} into {entry.table} of [stacks.{stack.name}] first")


def _candidates(text: str, table: str, entry: str) -> Iterator[str]:
    """Yield the text with the entry at each place where it may belong."""
    for found in re.finditer(rf"{table}[ \t]*=[ \t]*\{{", text):
        line_end = text.find("\n", found.end()) if "\n" in text[found.end() :] else len(text)
        for brace in reversed(
            [each.start() for each in re.finditer("}", text[:line_end]) if each.start() >= found.end()]
        ):
            before = text[:brace].rstrip()
            separator = " " if before.endswith("{") else ", "
            yield f"{before}{separator}{entry} {text[brace:]}"
    lines = text.rstrip("\n").split("\n")
    yield from _inserted(lines, entry, r"\s*\[")  # below the header of the table
    for first in (r"\s*directory\b", r"\s*\["):
        yield from _inserted(lines, f"{table} = {{ {entry} }}", first)


def _inserted(lines: list[str], line: str, after: str) -> Iterator[str]:
    for number, each in enumerate(lines, 1):
        if re.match(after, each):
            yield "\n".join([*lines[:number], line, *lines[number:], ""])


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}
