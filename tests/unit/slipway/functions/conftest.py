"""An app with a lib, as Lambda's unpacked zip names their files."""

import pytest

from slipway.config.app import App

TASK_ROOT = "/srv/project/.slipway/local/data/tmp/ministack-provided-code-4566/" + "0123456789abcdef" * 4


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "apps" / "get-movie"
    lib = tmp_path / "libs" / "rest_api"
    for each in (folder, lib):
        each.mkdir(parents=True)
    (folder / "get_movie.py").write_text("def handler(event, context):\n    return respond(event)\n")
    (lib / "__init__.py").write_text("")
    (lib / "response.py").write_text("def respond(event):\n    raise ValueError\n")
    return App(folder, libs=("rest_api",))


@pytest.fixture(params=["/var/task", TASK_ROOT], ids=["AWS", "local AWS"])
def task_root(request):
    return request.param
