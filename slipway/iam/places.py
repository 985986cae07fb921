"""Where the roles of a stack, and what they use, are configured."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from slipway.terraform import configuration_files


@dataclass(frozen=True)
class Place:
    """A block in a root configuration.

    Attributes:
        address: address of the module or the resource, e.g. ``module.get_movie``.
        file: path from the project's root; empty if no file has the block.
        line: line of the block's begin.
        lines: lines of the block.
    """

    address: str
    file: str = ""
    line: int = 0
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the address with the file and line."""
        return f"{self.address}, {self.file}:{self.line}" if self.file else self.address

    def line_of(self, action: str) -> str:
        """Return the file and line that name an action; empty if the block doesn't name it."""
        found = (number for number, line in enumerate(self.lines, self.line) if json.dumps(action) in line)
        return next((f"{self.file}:{number}" for number in found), "")


def places(root: Path, directory: str, state: str, *, roles_only: bool = True) -> dict[str, Place]:
    """Return the places of a stack's roles by their ARNs.

    Args:
        root: root of the project.
        directory: directory of the stack, a path from the project's root.
        state: the text of the stack's state; may be empty.
        roles_only: whether other resources are left out.
    """
    return {
        arn: _place(root, directory, block, address)
        for resource in json.loads(state or "{}").get("resources", [])
        if resource["mode"] == "managed" and (not roles_only or resource["type"] == "aws_iam_role")
        for block, address in [_block(resource)]
        for arn in _arns(resource)
    }


def place_of(arn: str, known: Mapping[str, Place]) -> Place | None:
    """Return the place of a resource, or of the one that it is a part of, such as an index of a table."""
    owners = [each for each in known if arn == each or arn.startswith((f"{each}/", f"{each}:"))]
    return known[max(owners, key=len)] if owners else None


def _arns(resource: dict[str, list[dict[str, dict[str, str]]]]) -> Iterator[str]:
    arns = (instance["attributes"].get("arn") for instance in resource["instances"])
    return (arn for arn in arns if arn)


def _block(resource: dict[str, str]) -> tuple[str, str]:
    """Return the first line of the block in the root configuration, up to its brace, and the address."""
    if module := resource.get("module"):
        name = re.split(r"[.\[]", module)[1]
        return f'module "{name}"', f"module.{name}"
    kind, name = resource["type"], resource["name"]
    return f'resource "{kind}" "{name}"', f"{kind}.{name}"


def _place(root: Path, directory: str, block: str, address: str) -> Place:
    for file in configuration_files.find(root / directory, [".tf"]):
        lines = configuration_files.read(file).splitlines()
        begin = next((number for number, line in enumerate(lines) if line.startswith(f"{block} {{")), None)
        if begin is not None:
            length = next((count for count, line in enumerate(lines[begin:]) if line == "}"), 0)
            name = str(file.relative_to(root))
            return Place(address, name, begin + 1, tuple(lines[begin : begin + length + 1]))
    return Place(address)
