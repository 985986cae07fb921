"""docs/harness.md, followed to the letter."""

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "harness.md").read_text()
FILES = re.findall(r'^```\w+ title="(.+?)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^\$ (pytest .+)$", PAGE, re.MULTILINE)


@pytest.fixture
def stranger(project):
    for name, text in FILES:
        project.path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        project.path.joinpath(name).write_text(text)
    return project


def test_every_code_block_is_a_file_or_a_command():
    blocks = re.findall(r"^```(\w.*)$", PAGE, re.MULTILINE)

    assert len(blocks) == len(FILES) + blocks.count("console")


@pytest.mark.parametrize("command", COMMANDS)
def test_command_passes_every_example(stranger, command):
    tests = sum(text.count("def test_") for _, text in FILES)

    result = stranger.runpytest_subprocess("-p", "no:cacheprovider", *shlex.split(command)[1:])

    result.assert_outcomes(passed=tests)
    assert list(stranger.path.glob(".slipway/stacks/*")) == []
