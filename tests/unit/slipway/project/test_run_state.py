"""Which interrupted runs the next run continues, and after which the local AWS is replaced."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import distribution
from slipway.project import run_state
from slipway.terraform import TerraformError

STACK = Stack(name="movies", directory="iac/movies")
SETTINGS = {"region": "eu-central-1", "account": "123456789012", "environment": "dev"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose local AWS seems to be running."""
    monkeypatch.setattr(run_state.emulator, "status", lambda _: SimpleNamespace(pid=4711))
    project = Project(root=tmp_path, stacks=(STACK,), **SETTINGS)
    project.local_directory.mkdir(parents=True)
    (tmp_path / STACK.directory).mkdir(parents=True)
    return project


@pytest.fixture
def unsaved(project):
    """The file that Terraform writes a state to that it can't save."""
    return project.root / STACK.directory / "errored.tfstate"


def apply_and_fail(project, error: BaseException, *written: Path) -> None:
    def work():
        with run_state.apply_marker(project, STACK):
            for file in written:
                file.touch()
            raise error

    with pytest.raises(type(error)):
        work()


def test_the_local_aws_is_stale_during_an_apply_but_not_after_it(project):
    with run_state.apply_marker(project, STACK):
        assert run_state.stale_reason(project) == "an earlier run was interrupted"

    assert run_state.stale_reason(project) is None


@pytest.mark.parametrize(
    ("error", "is_stale"),
    [
        (TerraformError("refused", exit_code=1), False),
        (SlipwayError("there is no such variable"), False),
        (TerraformError("killed", exit_code=-9), True),
        (TerraformError("took too long", exit_code=None), True),
        (KeyboardInterrupt(), True),
        (OSError("no space left"), True),
    ],
)
def test_the_local_aws_is_not_stale_only_after_an_error_of_terraform(project, error, is_stale):
    apply_and_fail(project, error)

    assert bool(run_state.stale_reason(project)) is is_stale


def test_the_local_aws_is_stale_after_an_apply_that_could_not_save_its_state(project, unsaved):
    apply_and_fail(project, TerraformError("no connection", exit_code=1), unsaved)

    assert not unsaved.exists()
    assert run_state.stale_reason(project)


def test_the_unsaved_state_of_a_killed_run_is_discarded(project, unsaved, monkeypatch):
    downs = []
    monkeypatch.setattr(run_state.emulator, "down", downs.append)
    apply_and_fail(project, KeyboardInterrupt())
    unsaved.touch()

    run_state.discard(project)

    assert not unsaved.exists()
    assert downs == [project.local_directory]


def test_another_applys_unsaved_state_is_neither_overwritten_nor_discarded(project, unsaved, monkeypatch):
    monkeypatch.setattr(run_state.emulator, "down", lambda _: None)
    unsaved.write_text("of production")

    with pytest.raises(SlipwayError, match="terraform state push"), run_state.apply_marker(project, STACK):
        unsaved.write_text("of the local AWS")
    run_state.discard(project)

    assert unsaved.read_text() == "of production"


@pytest.mark.parametrize(
    "change",
    [
        {"region": "eu-west-1"},
        {"account": "100000000001"},
        {"environment": "test"},
        {"stacks": (Stack(name="films", directory="iac/movies"),)},
    ],
)
def test_the_local_aws_is_stale_after_a_change_of_settings(project, change):
    run_state.record_fingerprint(project)
    assert run_state.stale_reason(project) is None

    changed = Project(root=project.root, **{"stacks": (STACK,), **SETTINGS, **change})

    assert "settings have changed" in run_state.stale_reason(changed)


@pytest.mark.parametrize("file", ["patches/iam/record_decisions.py", "__main__.py", "requirements.txt"])
def test_the_local_aws_is_stale_after_a_change_of_its_code(project, monkeypatch, tmp_path, file):
    copy = tmp_path / "copy"
    shutil.copytree(distribution._CLONE, copy)
    monkeypatch.setattr(distribution, "_CLONE", copy)
    run_state.record_fingerprint(project)
    assert run_state.stale_reason(project) is None

    with (copy / file).open("a") as code:
        code.write("# changed\n")

    assert run_state.stale_reason(project)


def test_a_local_aws_that_is_not_running_is_never_stale(project, monkeypatch):
    (project.local_directory / "started-with").write_text("something else")
    monkeypatch.setattr(run_state.emulator, "status", lambda _: None)

    assert run_state.stale_reason(project) is None
