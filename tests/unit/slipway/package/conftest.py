"""A small project, and fixtures to package it."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from slipway.package.package import Artifact, package

PROJECT = {
    "slipway.toml": 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n',
    "apps/get-movie/app.toml": 'libs = ["movies"]',
    "apps/get-movie/get_movie.py": "from movies import title\ndef handler(event, context): return title()\n",
    "apps/get-movie/schema/movie.json": "{}",
    "apps/send-mail/send_mail.py": "def handler(event, context): return 'sent'\n",
    "libs/movies/__init__.py": "from movies.text import title\n",
    "libs/movies/text.py": "def title(): return 'Der Himmel über Berlin'\n",
}


@pytest.fixture
def make_project() -> Callable[[Path], Path]:
    """``make_project(folder)`` writes the project into a folder and returns it."""

    def make(folder: Path) -> Path:
        for name, content in PROJECT.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def project(make_project: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The project's folder."""
    return make_project(tmp_path / "project")


@pytest.fixture
def packaged(project: Path) -> Callable[..., Artifact]:
    """``packaged(app)`` packages an app and returns its artifact."""
    return lambda app="get-movie": package(project, [app])[0]


@pytest.fixture
def names() -> Callable[[Artifact], list[str]]:
    """``names(artifact)`` returns the names in the zip, in its order."""

    def read(artifact: Artifact) -> list[str]:
        with zipfile.ZipFile(artifact.path) as opened:
            return opened.namelist()

    return read
