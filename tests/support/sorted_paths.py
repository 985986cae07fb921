"""A pytest plugin that sorts the paths of the command line.

Otherwise, files of a folder with a file of its parent between them lose the fixtures of the folder's conftest.py:
https://github.com/pytest-dev/pytest/issues/14635
"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Sort the paths before tests are collected from them."""
    config.args.sort()
