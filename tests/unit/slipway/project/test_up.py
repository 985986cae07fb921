"""What one run of `slipway up` leaves to the next."""

from types import SimpleNamespace

import pytest

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.project import up


@pytest.fixture
def project(tmp_path):
    return Project(root=tmp_path, region="eu-central-1", account="123456789012", environment="dev")


@pytest.fixture
def deploy(project, monkeypatch):
    """``deploy(*changed)`` deploys functions that change or don't, or fail; returns the pipelines that it stopped."""
    project.local_directory.mkdir(parents=True)
    stopped: list[str] = []
    monkeypatch.setattr(up.pipelines, "stop", lambda _, name: stopped.append(name))

    def deploy(*changed: bool | Exception) -> list[str]:
        def work(*_, **__):
            for each in changed:
                if isinstance(each, Exception):
                    raise each
            return [SimpleNamespace(changed=each) for each in changed]

        stopped.clear()
        monkeypatch.setattr(up.deploy, "deploy", work)
        up._deploy(project, None, ["dev-site"], lambda _: None)
        return list(stopped)

    return deploy


def test_what_runs_is_stopped_if_a_function_got_new_code(deploy):
    assert deploy(False, False) == []
    assert deploy(False, True) == ["dev-site"]
    assert deploy(False, False) == []


def test_what_runs_is_stopped_by_the_run_after_one_that_failed(deploy):
    with pytest.raises(SlipwayError, match="refused"):
        deploy(True, SlipwayError("refused"))

    assert deploy(False, False) == ["dev-site"]
    assert deploy(False, False) == []


def test_what_a_run_with_sudo_has_left_is_named_with_what_to_do(project, monkeypatch):
    def refuse(*_, **__):  # to root, who may run this, nobody refuses a file
        raise PermissionError(13, "Permission denied", "up.lock")

    monkeypatch.setattr(up.FileLock, "acquire", refuse)

    with pytest.raises(SlipwayError, match=r"^up\.lock is another user's: `sudo chown -R \"\$USER\" .*/\.slipway`"):
        up.down(project)
