"""docs/local-aws.md lists every mend, in the words of its docstring, and what Slipway's own services answer."""

import ast
import re
from pathlib import Path

import botocore.session
import pytest

from slipway.local import mends
from slipway.local.codepipeline.action_types import ACTION_TYPES

PROJECT = Path(__file__).parents[4]
LOCAL = PROJECT / "slipway" / "local"
PAGE = (PROJECT / "docs" / "local-aws.md").read_text()


def summary(name):
    """The first sentence of a mend's docstring."""
    folder = LOCAL / "mends"
    file = folder / f"{name}.py"
    source = (file if file.exists() else folder / name / "__init__.py").read_text()
    return ast.get_docstring(ast.parse(source)).partition("\n\n")[0].replace("\n", " ").replace("``", "`")


def test_the_page_lists_every_mend():
    table = PAGE.partition("## Mends\n")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert rows == {name: summary(name) for name in mends.names()}


@pytest.mark.parametrize("name", mends.names())
def test_a_mend_has_a_test_that_tells_when_it_can_go(name):
    tests = PROJECT / "tests" / "local" / "mends"
    files = [*tests.glob(f"test_{name}.py"), *tests.glob(f"{name}/test_*.py")]
    told = r"^def test_(unmended_ministack|without_the_mend)_"
    assert any(re.search(told, file.read_text(), re.MULTILINE) for file in files)


@pytest.mark.parametrize(
    ("title", "service", "file"),
    [
        ("CodePipeline", "codepipeline", LOCAL / "codepipeline" / "api" / "__init__.py"),
        ("CodeConnections", "codeconnections", LOCAL / "codeconnections" / "connections.py"),
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
