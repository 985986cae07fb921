"""A small project with a function, a REST API and one route."""

from collections.abc import Callable
from pathlib import Path

import pytest

from slipway.config.project import load_project
from slipway.new.app import new_app

FUNCTIONS = """module "list_songs" {
  source = "git::https://example.com/modules.git//modules/lambda?ref=v1"

  name    = "${var.environment}-list-songs"
  handler = "list_songs.handler"
}
"""
API = """# methods = {} isn't an argument of "api"
module "api" {
  source = "git::https://example.com/modules.git//modules/rest-api?ref=v1"

  name = "${var.environment}-songs-${lookup({ "}" = "{" }, "}")}"
  tags = { methods = "GET /none" }

  methods = {
    "GET /songs"      = { function = module.list_songs } # the list
    "GET /songs/{id}" = { function = module.list_songs }
  }
}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project's folder."""
    files = {
        "slipway.toml": 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n'
        '[stacks.songs]\ndirectory = "iac/songs"\n[stacks.empty]\ndirectory = "iac/empty"\n',
        "iac/songs/functions.tf": FUNCTIONS,
        "iac/songs/api.tf": API,
        "apps/list-songs/list_songs.py": "",
        "libs/tunes/__init__.py": "",
        "libs/tempo.py": "",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    return tmp_path


@pytest.fixture
def add(root: Path) -> Callable[..., list[str]]:
    """``add(name, route=…)`` adds an app; returns the paths of the files written."""

    def add(name: str = "add-song", **options: str) -> list[str]:
        written = new_app(load_project(root), name, **options)
        return sorted(path.relative_to(root).as_posix() for path in (*written.new, *written.changed))

    return add
