"""Changes of a project file, ``slipway.toml``, whose other lines stay as they are."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slipway.config.project import Project
from slipway.config.stack import FILE_NAME
from slipway.errors import SlipwayError

_INLINE = re.compile(r"outputs[ \t]*=[ \t]*\{")


def with_output(project: Project, directory: str, name: str) -> dict[Path, str]:
    """Return the project file with an output of a stack, so that `slipway outputs` prints it.

    Args:
        project: the project.
        directory: directory of the stack, a path from the project's root.
        name: name of the output in Terraform, and its key.

    Returns:
        file -> text; empty if the file has the output.

    Raises:
        SlipwayError: another output has the key, or the file can't be changed.
    """
    (stack,) = [stack for stack in project.stacks if stack.directory == directory][:1]
    if stack.outputs.get(name) == name:
        return {}
    if any(name in stack.outputs for stack in project.stacks):
        raise SlipwayError(f"{FILE_NAME} already has an output {name}: choose another name")
    file = project.root / FILE_NAME
    text = file.read_text(encoding="utf-8")
    expected = _parse(text)
    expected["stacks"][stack.name].setdefault("outputs", {})[name] = name
    for changed in _candidates(text, f'{name} = "{name}"'):
        if _parse(changed) == expected:
            return {file: changed}
    raise SlipwayError(
        f'{FILE_NAME} can\'t be changed: write {name} = "{name}" into outputs of [stacks.{stack.name}] first'
    )


def _candidates(text: str, entry: str) -> Iterator[str]:
    """Yield the text with the entry at each place where it may belong."""
    for found in _INLINE.finditer(text):
        line_end = text.find("\n", found.end()) if "\n" in text[found.end() :] else len(text)
        for brace in reversed(
            [each.start() for each in re.finditer("}", text[:line_end]) if each.start() >= found.end()]
        ):
            before = text[:brace].rstrip()
            separator = " " if before.endswith("{") else ", "
            yield f"{before}{separator}{entry} {text[brace:]}"
    lines = text.rstrip("\n").split("\n")
    yield from _inserted(lines, entry, r"\s*\[")  # below the header of the table of outputs
    for first in (r"\s*directory\b", r"\s*\["):
        yield from _inserted(lines, f"outputs = {{ {entry} }}", first)


def _inserted(lines: list[str], line: str, after: str) -> Iterator[str]:
    for number, each in enumerate(lines, 1):
        if re.match(after, each):
            yield "\n".join([*lines[:number], line, *lines[number:], ""])


def _parse(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        return {}
