"""The commands of a page of the documentation, for the tests that run them."""

import re
import textwrap

from repository import ROOT


def scripts(page: str) -> list[str]:
    """Return the commands of each ``sh`` block of a page, those of lists without their indentation."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in blocks]


def section(page: str, title: str) -> str:
    """Return the text of a page's section."""
    return (ROOT / page).read_text().partition(f"## {title}\n")[2].partition("\n## ")[0]


def commands(page: str, title: str) -> list[str]:
    """Return the commands of a page's section that have a prompt: those that need an answer, or GitHub or AWS."""
    return re.findall(r"^ *\$ (.*)$", section(page, title), re.MULTILINE)
