"""A copy of the repository to which four apps were added, one of them by the recipe for a consumer."""

import contextlib
import shlex

import pytest
import repository as files
from page_commands import commands

from slipway.cli import main
from slipway.config.project import load_project
from slipway.new.app import new_app

ADDED = {"get-health": "GET /health", "rate-movie": "PATCH /movies/{movieID}", "write-report": None}
CONSUMER = "index-movie"
NAMES = (*ADDED, CONSUMER)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository to which `NAMES` were added."""
    directory = tmp_path_factory.mktemp("repository")
    files.copy_to(directory)
    (directory / ".git").mkdir()  # a work tree's root: relative paths lead through it
    for name, route in ADDED.items():
        new_app(load_project(directory), name, route=route, stack_name=None if route else "movies")
    (command,) = commands("docs/recipes.md", "Add a consumer")
    with contextlib.chdir(directory):
        assert main(shlex.split(command)[1:]) == 0
    return directory
