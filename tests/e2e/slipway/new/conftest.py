"""A copy of the repository to which three apps were added."""

import pytest
import repository as files

from slipway.config.project import load_project
from slipway.new.app import new_app

ADDED = {"get-health": "GET /health", "rate-movie": "PATCH /movies/{movieID}", "write-report": None}


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A copy of the repository to which `ADDED` was added."""
    directory = tmp_path_factory.mktemp("repository")
    files.copy_to(directory)
    (directory / ".git").mkdir()  # a work tree's root: relative paths lead through it
    for name, route in ADDED.items():
        new_app(load_project(directory), name, route=route, stack_name=None if route else "movies")
    return directory
