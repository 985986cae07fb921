"""The file with the decisions of the local AWS about roles, and its refusals of others, one JSON object a line."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slipway.local import json_lines

FILE_NAME = "iam-decisions.jsonl"
"""In the folder of the local AWS."""

_IDENTITY = "no identity-based policy allows it"


@dataclass(frozen=True)
class Decision:
    """Whether a principal may perform an action: of another one than a role, refusals only.

    Attributes:
        account: 12 digits.
        principal: ARN of the role, the user or the federated user.
        action: e.g. ``dynamodb:GetItem``.
        resource: ARN that the action was authorized on, or ``*``.
        allowed: the decision.
        source: ``request`` if the principal signed an API call, ``service`` if an AWS service acted with the role.
        reason: reason of a denial, e.g. ``no permissions boundary allows it``.
        conditions: conditions of the role's statements that allowed the action, those that were met.
        tests: ids of the tests that ran at the time; only known to the harness.
    """

    account: str
    principal: str
    action: str
    resource: str
    allowed: bool
    source: str
    reason: str = _IDENTITY
    conditions: tuple[dict[str, Any], ...] = ()
    tests: tuple[str, ...] = field(default=(), compare=False)

    @property
    def call(self) -> str:
        """The principal, the action and the resource, as text."""
        return f"{self.principal}: {self.action} on {self.resource}"

    @property
    def can_be_granted(self) -> bool:
        """Whether a statement of the role can allow the action, once it is denied."""
        return self.reason == _IDENTITY

    @property
    def remedy(self) -> str:
        """The line for ``role`` of modules/lambda that allows a denied action, or why no statement can.

        Of another principal than a role, the reason alone.
        """
        if ":role/" not in self.principal:
            return self.reason
        if not self.can_be_granted:
            return f"{self.reason}, so a statement of the role can't"
        return f"statements = [{statement([self.action], [self.resource])}]"

    @property
    def advice(self) -> str:
        """A denied call and the line that would allow it."""
        return f"denied: {self.call}\n    {self.remedy}"


def statement(actions: Sequence[str], resources: Sequence[str]) -> str:
    """Return an element of ``role.statements`` of modules/lambda, in Terraform's language."""
    return f"{{ actions = {_list(actions)}, resources = {_list(resources)} }}"


def _list(values: Sequence[str]) -> str:
    return json.dumps([*values], ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


class Decisions:
    """The decisions since a time."""

    def __init__(self, file: Path) -> None:
        """Begin at the file's current end; there is no file before the first decision."""
        self._file = file
        self._position = size(file)

    def new(self) -> list[Decision]:
        """Return the decisions since the last call, or since the start."""
        if size(self._file) < self._position:  # the local AWS has started again
            self._position = 0
        found = read(self._file, self._position)
        self._position = found[-1][0] if found else self._position
        return [decision for _, decision in found]


def size(file: Path) -> int:
    """Return the bytes of the file with the decisions; 0 if there is none yet."""
    return file.stat().st_size if file.exists() else 0


def read(file: Path, begin: int = 0) -> list[tuple[int, Decision]]:
    """Return the complete decisions from a position on, each with the position of its end.

    Args:
        file: decisions file of a local AWS; it needn't exist.
        begin: position of the first line to read, in bytes.
    """
    if not file.exists():
        return []
    with file.open("rb") as stream:
        stream.seek(begin, os.SEEK_SET)
        complete = stream.read().rpartition(b"\n")[0]
    found, position = [], begin
    for line in complete.splitlines(keepends=True):
        position += len(line.removesuffix(b"\n")) + 1
        if record := json_lines.parse(line):
            found.append((position, Decision(**{**record, "conditions": tuple(record.get("conditions", ()))})))
    return found
