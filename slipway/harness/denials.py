"""The calls that the local AWS refused during a test, for the report of a failed one."""

import json
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest

_TITLE = "Calls that the local AWS refused"
_begin = pytest.StashKey[int]()


def remember_begin(item: pytest.Item, decisions_file: Path) -> None:
    """Remember which decisions were recorded before a test."""
    item.stash[_begin] = decisions_file.stat().st_size if decisions_file.exists() else 0


def add_section(item: pytest.Item, report: pytest.TestReport, decisions_file: Path, accounts: Collection[str]) -> None:
    """Add the refused calls to the report of a failed test, with their principals, actions and resources.

    Args:
        item: the test.
        report: of its setup, call or teardown.
        decisions_file: of the local AWS; it doesn't exist if there is none.
        accounts: of the test.
    """
    if report.failed and decisions_file.exists():
        with decisions_file.open(encoding="utf-8") as decisions:
            decisions.seek(item.stash.get(_begin, 0))
            lines = _refused(decisions.read(), accounts)
        if lines:
            report.sections.append((_TITLE, "\n".join(lines)))


def _refused(decisions: str, accounts: Collection[str]) -> list[str]:
    records = [json.loads(line) for line in decisions.splitlines()]
    refused = [record for record in records if not record["allowed"] and record["account"] in accounts]
    counts = Counter(f"{record['principal']}: {record['action']} on {record['resource']}" for record in refused)
    return [f"{text} ({count} times)" if count > 1 else text for text, count in counts.items()]
