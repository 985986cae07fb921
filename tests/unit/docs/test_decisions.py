"""The decisions are numbered, and each has a date, a status and a line in the index."""

import re

from repository import ROOT

FOLDER = ROOT / "docs" / "decisions"
PAGES = sorted(file for file in FOLDER.glob("*.md") if file.name != "README.md")
HEAD = re.compile(r"# (\d+)\. (.+)\n\nDate: (\d{4}-\d\d-\d\d)\. Status: (.+)\.\n\n## Context\n")


def test_the_numbers_are_consecutive():
    assert [int(page.name[:4]) for page in PAGES] == list(range(1, len(PAGES) + 1))


def test_a_decision_has_a_date_a_status_and_a_line_in_the_index():
    index = (FOLDER / "README.md").read_text()
    heads = {page.name: HEAD.match(page.read_text()) for page in PAGES}
    assert [name for name, head in heads.items() if not head] == []
    for name, head in heads.items():
        number, title, date, status = head.groups()
        assert name.startswith(f"{int(number):04}-")
        assert f"| [{number}]({name}) | {date} | {status} | {title} |\n" in index
