"""The file with the decisions of the local AWS about the actions of roles, one JSON object a line."""

import json
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Decision:
    """Whether a role may perform an action.

    Attributes:
        account: 12 digits.
        principal: ARN of the role.
        action: e.g. ``dynamodb:GetItem``.
        resource: ARN that the action was authorized on, or ``*``.
        allowed: the decision.
        source: ``request`` if the role signed an API call, ``service`` if an AWS service acted with the role.
    """

    account: str
    principal: str
    action: str
    resource: str
    allowed: bool
    source: str

    @property
    def statement(self) -> str:
        """An element of ``role.statements`` of modules/lambda that allows the action."""
        return f"{{ actions = [{json.dumps(self.action)}], resources = [{json.dumps(self.resource)}] }}"

    @property
    def advice(self) -> str:
        """A denied call and the line that would allow it."""
        return f"denied: {self.principal}: {self.action} on {self.resource}\n    statements = [{self.statement}]"


class Decisions:
    """The decisions since a time."""

    def __init__(self, file: Path) -> None:
        """Begin at the file's current end; there is no file before the first decision."""
        self._file = file
        self._position = file.stat().st_size if file.exists() else 0

    def new(self) -> list[Decision]:
        """Return the decisions since the last call, or since the start."""
        if not self._file.exists():
            return []
        with self._file.open("rb") as file:
            if file.seek(0, os.SEEK_END) < self._position:  # the local AWS has started again
                self._position = 0
            file.seek(self._position)
            complete = file.read().rpartition(b"\n")[0]
        self._position += len(complete) + bool(complete)
        return [Decision(**json.loads(line)) for line in complete.splitlines()]
