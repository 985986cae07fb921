"""docs/troubleshooting.md quotes messages that Slipway prints."""

import ast
import re
from functools import cache

import pytest
from repository import ROOT

pytestmark = pytest.mark.xdist_group("troubleshooting")  # each worker would read the code for half a second

PAGE = (ROOT / "docs" / "troubleshooting.md").read_text()
BLOCKS = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MESSAGES = [line.removeprefix("slipway: ") for block in BLOCKS for line in block.splitlines()]


@cache
def messages():
    """Every string of the code, with … in place of a value."""
    texts = [(ROOT / "Makefile").read_text()]
    for file in (file for folder in ("slipway", "lambda_release") for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    return texts


def test_each_quoted_message_is_in_the_code():
    assert [message for message in MESSAGES if not is_in_the_code(message)] == []


def is_in_the_code(message):
    """Whether the code has a message with the same text. A value in the code may be spelled out on the page."""
    return any(fits(message, text) or (len(text) > 20 and fits(text, message)) for text in messages())


def fits(message, text):
    return pattern(message).search(text) is not None


@cache  # re's own holds fewer
def pattern(message):
    return re.compile(".+".join(map(re.escape, message.split("…"))))


def test_another_message_is_not_in_the_code():
    assert MESSAGES
    assert not is_in_the_code("the local AWS isn't running: start it with `make start`")
    assert not is_in_the_code("… is another user's, so ask …")
