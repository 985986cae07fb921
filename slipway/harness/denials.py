"""The calls that the local AWS refused during a test, for the report of a failed one."""

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

_TITLE = "Calls that the local AWS refused"
_begin = pytest.StashKey[int]()


def remember_begin(item: pytest.Item, decisions_file: Path) -> None:
    """Remember which decisions were recorded before a test."""
    item.stash[_begin] = decisions_file.stat().st_size if decisions_file.exists() else 0


def begin(item: pytest.Item) -> int:
    """Return the position in the file with the decisions at which a test began, in bytes."""
    return item.stash.get(_begin, 0)


def add_section(item: pytest.Item, report: pytest.TestReport, decisions_file: Path, accounts: Collection[str]) -> None:
    """Add the refused calls to the report of a failed phase, each with the statement that would allow it.

    Args:
        item: the test.
        report: report of its setup, call or teardown.
        decisions_file: decisions file of the local AWS; it doesn't exist if there is none.
        accounts: accounts of the test.
    """
    from slipway.local import decisions  # noqa: PLC0415 - a session without a failed test doesn't pay for it

    made = [decision for _, decision in decisions.read(decisions_file, begin(item))]
    refused = [each for each in made if not each.allowed and each.account in accounts]
    counts = Counter((each.call, each.remedy) for each in refused)
    lines = [
        f"{call}{f' ({count} times)' if count > 1 else ''}\n    {remedy}" for (call, remedy), count in counts.items()
    ]
    if lines:
        report.sections.append((_TITLE, "\n".join(lines)))
