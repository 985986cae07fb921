"""The files with the latest invocations of functions on the local AWS, one JSON object a line.

``invocations.jsonl``, and ``invocations.1.jsonl`` with older ones once the first has 8 MB. A line is::

    {
        "arn": "arn:aws:lambda:eu-central-1:123456789012:function:dev-create-movie:live",
        "version": "2",
        "request": "0f6c…",
        "time": 1790000000000,
        "event": {"httpMethod": "POST", …},
        "calls": [{"operation": "dynamodb:PutItem", "input": {"TableName": "dev-movies", …}}],
        "response": {"statusCode": 201, …},
        "failed": false
    }

A call that AWS refused has the code as ``error``. Calls to other hosts aren't recorded. The writer is
``slipway_emulator/patches/functions/recorded_invocations.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.local import json_lines

FILE_NAME = "invocations.jsonl"
"""In the folder of the local AWS."""

_OLDER = "invocations.1.jsonl"
_SHORTEST = 8  # characters of a request id, as `slipway logs` prints it


@dataclass(frozen=True)
class Recorded:
    """An invocation on the local AWS.

    Attributes:
        arn: ARN that was invoked, of the function or of its version or alias.
        version: version of the function.
        request: id of the invocation.
        time: time of its begin, in milliseconds since 1970.
        event: any JSON value.
        calls: calls to AWS, each with ``operation`` and ``input``, and the code ``error`` if it was refused.
        response: the result, or the error with its type and message.
        failed: whether ``response`` is an error.
    """

    arn: str
    version: str
    request: str
    time: int
    event: Any
    calls: list[dict[str, Any]]
    response: Any
    failed: bool

    @property
    def function(self) -> str:
        """Name of the function."""
        return self.arn.split(":")[6]

    @property
    def account(self) -> str:
        """Account of the function, 12 digits."""
        return self.arn.split(":")[4]


def read(directory: Path, account: str) -> Iterator[Recorded]:
    """Yield the invocations in an account, newest first.

    Args:
        directory: directory of the local AWS.
        account: 12 digits.
    """
    for name in (FILE_NAME, _OLDER):
        try:
            text = (directory / name).read_bytes()
        except FileNotFoundError:
            continue
        complete = text.rpartition(b"\n")[0]  # the local AWS may be writing the last line
        for line in reversed(complete.splitlines()):
            record = json_lines.parse(line)
            if record and (invocation := Recorded(**record)).account == account:
                yield invocation


def find(directory: Path, account: str, identifier: str) -> Recorded | None:
    """Return the newest invocation with an id; None if there is none.

    Args:
        directory: directory of the local AWS.
        account: 12 digits.
        identifier: the id of the invocation or its first 8 characters, or the id of the API request that caused it.
    """
    return next((each for each in read(directory, account) if _is(each, identifier)), None)


def _is(invocation: Recorded, identifier: str) -> bool:
    if len(identifier) >= _SHORTEST and invocation.request.startswith(identifier):
        return True
    context = invocation.event.get("requestContext") if isinstance(invocation.event, dict) else None
    return isinstance(context, dict) and context.get("requestId") == identifier
