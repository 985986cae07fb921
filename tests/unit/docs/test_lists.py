"""A numbered list of the documentation is one list: what belongs to an item is indented, code too."""

import re

import repository

ITEM = re.compile(r"(\d+)\. ")


def interruptions(text):
    """The lines that end a numbered list although the next item continues its numbers."""
    found, since_item = [], []
    for line in text.splitlines():
        if item := ITEM.match(line):
            found += since_item if item[1] != "1" else []
            since_item = []
        elif line and not line.startswith(" "):
            since_item.append(line)
    return found


def test_a_numbered_list_goes_to_its_last_item():
    found = {page: interruptions((repository.ROOT / page).read_text()) for page in repository.files("*.md")}
    assert len(found) > 50
    assert {page: lines for page, lines in found.items() if lines} == {}


def test_code_in_column_0_ends_a_list():
    assert interruptions("1. Run:\n\n   ```sh\n   make up\n   ```\n\n2. Look.\n") == []
    assert interruptions("1. Run:\n\n```sh\nmake up\n```\n2. Look.\n") == ["```sh", "make up", "```"]
    assert interruptions("1. A list.\n\nText.\n\n1. Another one.\n") == []
