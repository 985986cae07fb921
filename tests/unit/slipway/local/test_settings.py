from pathlib import Path

import pytest

from slipway.local import settings


def environment(directory=Path("/directory")):
    return settings.environment(directory, 4566, Path("/runtime/bin/python"), ["a", "b"], "secret")


def test_the_shells_environment_is_not_inherited(monkeypatch):
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "HTTPS_PROXY", "PYTHONHOME"):
        monkeypatch.setenv(name, "of the shell")
    for name in ("HOME", "PATH", "TMPDIR", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "PYTHONPATH"):
        monkeypatch.setenv(name, "/of the shell")

    assert not [value for value in environment().values() if "of the shell" in value]
    assert "AWS_PROFILE" not in environment()


def test_everything_is_written_to_the_directory():
    written = ("HOME", "TMPDIR", "S3_DATA_DIR", "STATE_DIR", "SLIPWAY_IAM_DECISIONS_FILE", "SLIPWAY_INVOCATIONS_FILE")

    assert all(environment()[name].startswith("/directory/") for name in written)


@pytest.mark.parametrize("tools", [("node",), ("git",), ("git", "node")])
def test_the_folders_of_node_and_git_are_on_the_path(tools, monkeypatch, tmp_path):
    for tool in tools:
        (tmp_path / tool).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert environment()["PATH"] == f"/usr/local/bin:/usr/bin:/bin:/opt/bin:{tmp_path}"


def test_without_node_and_git_the_path_is_that_of_lambda(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert environment()["PATH"] == "/usr/local/bin:/usr/bin:/bin:/opt/bin"
