"""docs/local-aws.md lists every patch, in the words of its docstring, and what Slipway's own services answer."""

import ast
import re
from pathlib import Path

import botocore.session
import pytest

from slipway_emulator.patches.registry import PATCHES
from slipway_emulator.services.codepipeline.action_types import ACTION_TYPES

PROJECT = Path(__file__).parents[4]
EMULATOR = PROJECT / "slipway_emulator"
PAGE = (PROJECT / "docs" / "local-aws.md").read_text()


def summary(name):
    """The first sentence of a patch's docstring."""
    path = EMULATOR / "patches" / name.replace(".", "/")
    file = path.with_suffix(".py")
    source = (file if file.exists() else path / "__init__.py").read_text()
    return ast.get_docstring(ast.parse(source)).partition("\n\n")[0].replace("\n", " ").replace("``", "`")


def test_the_page_lists_every_patch():
    table = PAGE.partition("## Patches\n")[2]
    rows = dict(re.findall(r"^\| `(\w+\.\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert rows == {name: summary(name) for name in PATCHES}


@pytest.mark.parametrize("name", PATCHES)
def test_a_patch_has_a_test_that_tells_when_it_can_go(name):
    folder, _, patch = name.partition(".")
    tests = PROJECT / "tests" / "integration" / "slipway_emulator" / "patches" / folder
    files = [*tests.glob(f"test_{patch}.py"), *tests.glob(f"{patch}/test_*.py")]
    told = r"^def test_(unpatched_ministack|without_the_patch)_"
    assert any(re.search(told, file.read_text(), re.MULTILINE) for file in files)


@pytest.mark.parametrize(
    ("title", "service", "file"),
    [
        ("CodePipeline", "codepipeline", EMULATOR / "services" / "codepipeline" / "api" / "operations.py"),
        ("CodeConnections", "codeconnections", EMULATOR / "services" / "codeconnections" / "connections.py"),
    ],
)
def test_the_page_lists_the_operations_that_are_answered_and_those_that_are_refused(title, service, file):
    """Of the table of operations only the source is read: importing it needs MiniStack."""
    model = set(botocore.session.get_session().get_service_model(service).operation_names)
    keys = {
        key.value
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    (cells,) = re.findall(rf"^\| {title} \| (`.+`) \| (`.+`) \|$", PAGE, re.MULTILINE)
    answered, refused = (re.findall(r"`(\w+)`", cell) for cell in cells)
    assert answered == sorted(model & keys)
    assert refused == sorted(model - keys)


def test_the_page_lists_the_action_types_that_run():
    rows = re.findall(r"^\| (\w+) \| `(\w+)` \| .*\|$", PAGE.partition("| Category |")[2], re.MULTILINE)
    assert [(category, "AWS", provider) for category, provider in rows] == list(ACTION_TYPES)
