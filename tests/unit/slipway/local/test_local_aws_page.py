"""docs/local-aws.md lists every mend, in the words of its docstring."""

import ast
import re
from pathlib import Path

import pytest

from slipway.local import mends

PROJECT = Path(__file__).parents[4]


def summary(name):
    """The first sentence of a mend's docstring."""
    folder = PROJECT / "slipway" / "local" / "mends"
    file = folder / f"{name}.py"
    source = (file if file.exists() else folder / name / "__init__.py").read_text()
    return ast.get_docstring(ast.parse(source)).partition("\n\n")[0].replace("\n", " ").replace("``", "`")


def test_the_page_lists_every_mend():
    table = (PROJECT / "docs" / "local-aws.md").read_text().partition("## Mends\n")[2]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE))
    assert rows == {name: summary(name) for name in mends.names()}


@pytest.mark.parametrize("name", mends.names())
def test_a_mend_has_a_test_that_tells_when_it_can_go(name):
    tests = PROJECT / "tests" / "local" / "mends"
    files = [*tests.glob(f"test_{name}.py"), *tests.glob(f"{name}/test_*.py")]
    told = r"^def test_(unmended_ministack|without_the_mend)_"
    assert any(re.search(told, file.read_text(), re.MULTILINE) for file in files)
