"""What can be gone on from, and what is thrown away."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import distribution
from slipway.project import leftovers
from slipway.terraform import TerraformError

STACK = Stack(name="movies", directory="iac/movies")
SETTINGS = {"region": "eu-central-1", "account": "123456789012", "environment": "dev"}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose local AWS runs as far as anybody can tell."""
    monkeypatch.setattr(leftovers.emulator, "status", lambda _: SimpleNamespace(pid=4711))
    project = Project(root=tmp_path, stacks=(STACK,), **SETTINGS)
    project.local_directory.mkdir(parents=True)
    (tmp_path / STACK.directory).mkdir(parents=True)
    return project


@pytest.fixture
def unsaved(project):
    """Where Terraform puts a state that its backend doesn't take."""
    return project.root / STACK.directory / "errored.tfstate"


def apply_and_fail(project, error: BaseException, *written: Path) -> None:
    def work():
        with leftovers.applying(project, STACK):
            for file in written:
                file.touch()
            raise error

    with pytest.raises(type(error)):
        work()


def test_an_apply_that_is_under_way_can_not_be_gone_on_from_and_a_finished_one_can(project):
    with leftovers.applying(project, STACK):
        assert leftovers.why_unusable(project) == "an earlier run was cut short"

    assert leftovers.why_unusable(project) is None


@pytest.mark.parametrize(
    ("error", "usable"),
    [
        (TerraformError("refused", exit_code=1), True),
        (SlipwayError("there is no such variable"), True),
        (TerraformError("killed", exit_code=-9), False),
        (TerraformError("took too long", exit_code=None), False),
        (KeyboardInterrupt(), False),
        (OSError("no space left"), False),
    ],
)
def test_only_a_failure_of_terraforms_own_can_be_gone_on_from(project, error, usable):
    apply_and_fail(project, error)

    assert (leftovers.why_unusable(project) is None) is usable


def test_an_apply_whose_state_was_not_saved_leaves_no_file_and_can_not_be_gone_on_from(project, unsaved):
    apply_and_fail(project, TerraformError("no connection", exit_code=1), unsaved)

    assert not unsaved.exists()
    assert leftovers.why_unusable(project)


def test_a_killed_runs_unsaved_state_is_discarded_with_the_rest(project, unsaved, monkeypatch):
    downs = []
    monkeypatch.setattr(leftovers.emulator, "down", downs.append)
    apply_and_fail(project, KeyboardInterrupt())
    unsaved.touch()

    leftovers.discard(project)

    assert not unsaved.exists()
    assert downs == [project.local_directory]


def test_somebody_elses_unsaved_state_is_neither_overwritten_nor_discarded(project, unsaved, monkeypatch):
    monkeypatch.setattr(leftovers.emulator, "down", lambda _: None)
    unsaved.write_text("of production")

    with pytest.raises(SlipwayError, match="terraform state push"), leftovers.applying(project, STACK):
        unsaved.write_text("of the local AWS")
    leftovers.discard(project)

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
def test_other_settings_need_another_local_aws(project, change):
    leftovers.remember(project)
    assert leftovers.why_unusable(project) is None

    changed = Project(root=project.root, **{"stacks": (STACK,), **SETTINGS, **change})

    assert "settings have changed" in leftovers.why_unusable(changed)


@pytest.mark.parametrize("file", ["patches/iam/record_decisions.py", "__main__.py", "requirements.txt"])
def test_other_code_of_the_local_aws_needs_another_one(project, monkeypatch, tmp_path, file):
    copy = tmp_path / "copy"
    shutil.copytree(distribution._CLONE, copy)
    monkeypatch.setattr(distribution, "_CLONE", copy)
    leftovers.remember(project)
    assert leftovers.why_unusable(project) is None

    with (copy / file).open("a") as code:
        code.write("# changed\n")

    assert leftovers.why_unusable(project)


def test_what_does_not_run_is_started_whatever_it_was(project, monkeypatch):
    (project.local_directory / "started-with").write_text("something else")
    monkeypatch.setattr(leftovers.emulator, "status", lambda _: None)

    assert leftovers.why_unusable(project) is None
