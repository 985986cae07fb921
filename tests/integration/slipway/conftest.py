"""A project with one function, and its command line."""

from types import SimpleNamespace

import pytest
from function_project import created_function, write_project

from slipway import cli


@pytest.fixture
def project(tmp_path, target, local_aws, aws, unique_name, monkeypatch):
    """A project whose app has a function; the working directory of a shell that selects no other target."""
    write_project(tmp_path, target, local_aws, unique_name)
    monkeypatch.chdir(tmp_path)
    for name in ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with created_function(tmp_path, aws, unique_name):
        yield tmp_path


@pytest.fixture
def slipway(capsys):
    """``slipway("invoke", "get-movie")`` runs a command and returns its exit code and output."""

    def slipway(*arguments):
        code = cli.main(arguments)
        return SimpleNamespace(code=code, **capsys.readouterr()._asdict())

    return slipway
