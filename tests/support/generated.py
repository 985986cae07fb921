"""Parts of the documentation that are generated from the code. ``make docs`` writes them."""

import os
import re
from collections.abc import Callable

from repository import ROOT


def check(page: str, part: str, text: str, same: Callable[[str], str] = str) -> None:
    """Assert that a page's generated part is up to date. With ``WRITE_DOCS`` in the environment, write it first.

    Args:
        page: path from the repository's root.
        part: name of the part between ``<!-- generated: NAME -->`` and ``<!-- end -->``.
        text: what the part must be.
        same: returns what is compared of a text, e.g. without the times of a recorded run.
    """
    file = ROOT / page
    pattern = re.compile(rf"(?<=<!-- generated: {re.escape(part)} -->\n).*?(?=<!-- end -->)", re.DOTALL)
    if "WRITE_DOCS" in os.environ:
        # Once: after an empty part, the pattern would match again, up to the end of the next part.
        file.write_text(pattern.sub(lambda _: f"\n{text}\n", file.read_text(), count=1))
    assert [*map(same, pattern.findall(file.read_text()))] == [same(f"\n{text}\n")], (
        f"the part {part!r} of {page} is out of date: run `make docs`"
    )


def table(header: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    """Return a text as the cell of a table: in one line, and without HTML, except in code."""
    prose_and_code = re.split("(`[^`]*`)", " ".join(text.split()).replace("|", "\\|"))
    return "".join(part if part.startswith("`") else part.replace("<", "&lt;") for part in prose_and_code)


def markdown(docstring: str) -> str:
    """Return a docstring's text as Markdown: code in single backticks."""
    return docstring.replace("``", "`")


def summary(docstring: str | None) -> str:
    """Return the first paragraph of a docstring as Markdown, in one line."""
    return markdown(" ".join((docstring or "").partition("\n\n")[0].split()))
