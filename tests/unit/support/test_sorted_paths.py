"""The order of the paths on the command line."""

import itertools

import pytest
import sorted_paths
from pytest_options import WITHOUT_OTHER_PLUGINS

FILES = {
    "folder/conftest.py": "import pytest\n\n@pytest.fixture\ndef own():\n    return 1\n",
    "folder/test_a.py": "def test(own): pass\n",
    "folder/test_b.py": "def test(own): pass\n",
    "test_top.py": "def test(): pass\n",
}
PATHS = ["folder/test_a.py", "folder/test_b.py", "test_top.py"]


@pytest.mark.parametrize("paths", list(itertools.permutations(PATHS)))
def test_fixtures_of_a_folder_are_found_in_any_order_of_the_paths(pytester, monkeypatch, paths):
    monkeypatch.setenv("PYTEST_ADDOPTS", WITHOUT_OTHER_PLUGINS)
    for name, text in FILES.items():
        pytester.path.joinpath(name).parent.mkdir(exist_ok=True)
        pytester.path.joinpath(name).write_text(text)
    options = ["-p", "no:cacheprovider", "--import-mode=importlib"]
    pytester.inline_run(*options, *paths, plugins=[sorted_paths]).assertoutcome(passed=3)
