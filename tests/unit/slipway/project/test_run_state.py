"""What remains of an interrupted run, and when the local AWS is replaced."""

import shutil
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
    monkeypatch.setattr(run_state.emulator, "recorded_port", lambda _: 4566)
    project = Project(root=tmp_path, stacks=(STACK,), **SETTINGS)
    project.local_directory.mkdir(parents=True)
    (tmp_path / STACK.directory).mkdir(parents=True)
    return project


@pytest.fixture
def unsaved(project):
    """The file that Terraform writes a state to that it can't save."""
    return project.root / STACK.directory / "errored.tfstate"


@pytest.fixture
def pushed():
    """The contents of the states that were pushed."""
    return []


@pytest.fixture
def apply(project, unsaved, pushed):
    """``apply(error, content)`` fails with an error, after Terraform wrote a state that it couldn't save."""

    def apply(error: BaseException | None = None, content: str | None = None, push=None) -> bool:
        def work():
            with run_state.apply_marker(
                project, STACK, push or (lambda file: pushed.append(file.read_text()))
            ) as was_interrupted:
                if content is not None:
                    unsaved.write_text(content)
                if error:
                    raise error
                return was_interrupted

        if not error:
            return work()
        with pytest.raises(type(error)):
            work()
        return False

    return apply


@pytest.mark.parametrize(
    ("error", "was_interrupted"),
    [
        (None, False),
        (TerraformError("refused", exit_code=1), False),
        (SlipwayError("there is no such variable"), False),
        (TerraformError("killed", exit_code=-9), True),
        (TerraformError("took too long", exit_code=None), True),
        (TerraformError("panic", exit_code=11), True),
        (TerraformError("failed", exit_code=1, stderr="Error: AccessDenied: not allowed\n"), False),
        (TerraformError("failed", exit_code=1, stderr="Error: Plugin did not respond\n"), True),
        (TerraformError("failed", exit_code=1, stderr="│ Error: Request cancelled\n│ "), True),
        (TerraformError("failed", exit_code=1, stderr="Error: The terraform-provider-aws plugin crashed!\n"), True),
        (KeyboardInterrupt(), True),
        (OSError("no space left"), True),
    ],
)
def test_an_apply_knows_whether_an_earlier_one_was_interrupted(apply, error, was_interrupted):
    apply(error)

    assert apply() is was_interrupted
    assert apply() is False


def test_an_interrupted_apply_is_remembered_until_one_succeeds(apply):
    apply(KeyboardInterrupt())
    apply(TerraformError("refused", exit_code=1))

    assert apply() is True


def test_the_stacks_are_independent(apply, project):
    apply(KeyboardInterrupt())

    with run_state.apply_marker(project, Stack(name="site", directory="iac/movies"), lambda _: None) as was_interrupted:
        assert not was_interrupted


def test_an_interrupted_local_aws_is_not_stale(apply, project):
    apply(KeyboardInterrupt())

    assert run_state.stale_reason(project) is None


@pytest.mark.parametrize("error", [KeyboardInterrupt(), TerraformError("no connection", exit_code=1)])
def test_a_state_that_terraform_could_not_save_is_pushed(apply, unsaved, pushed, error):
    apply(error, "state")

    assert pushed == ["state"]
    assert not unsaved.exists()


def test_a_state_that_can_not_be_pushed_is_pushed_by_the_next_run(apply, unsaved, pushed):
    def fail(_):
        raise TerraformError("no connection", exit_code=1)

    apply(TerraformError("no connection", exit_code=1), "state", push=fail)
    assert unsaved.exists()

    apply()

    assert pushed == ["state"]
    assert not unsaved.exists()


def test_the_unsaved_state_of_a_killed_run_is_pushed(apply, project, unsaved, pushed):
    (project.local_directory / "applying-movies").write_text(str(unsaved))
    unsaved.write_text("state")

    assert apply() is True
    assert pushed == ["state"]


def test_the_unsaved_state_stays_while_the_local_aws_does_not_respond(apply, unsaved, pushed, monkeypatch):
    status = run_state.emulator.status
    monkeypatch.setattr(run_state.emulator, "status", lambda _: None)
    apply(TerraformError("no connection", exit_code=1), "state")
    assert unsaved.exists()
    assert pushed == []

    monkeypatch.setattr(run_state.emulator, "status", status)
    assert apply() is True
    assert pushed == ["state"]
    assert not unsaved.exists()


def test_the_unsaved_state_of_a_dead_local_aws_is_discarded_with_it(apply, project, unsaved, pushed, monkeypatch):
    monkeypatch.setattr(run_state.emulator, "status", lambda _: None)
    monkeypatch.setattr(run_state.emulator, "down", lambda _: None)
    apply(TerraformError("no connection", exit_code=1), "state")

    run_state.discard(project)

    assert not unsaved.exists()
    assert pushed == []


def test_the_unsaved_state_of_a_killed_run_is_discarded_with_the_local_aws(project, unsaved, monkeypatch):
    downs = []
    monkeypatch.setattr(run_state.emulator, "down", downs.append)
    (project.local_directory / "applying-movies").write_text(str(unsaved))
    unsaved.touch()

    run_state.discard(project)

    assert not unsaved.exists()
    assert downs == [project.local_directory]


@pytest.mark.parametrize("interrupted_before", [False, True])
def test_another_applys_unsaved_state_is_neither_overwritten_nor_discarded(
    apply, project, unsaved, pushed, monkeypatch, interrupted_before
):
    monkeypatch.setattr(run_state.emulator, "down", lambda _: None)
    if interrupted_before:
        apply(KeyboardInterrupt())
    unsaved.write_text("of production")

    apply(SlipwayError("an apply could not save"), "of the local AWS")
    run_state.discard(project)

    assert unsaved.read_text() == "of production"
    assert pushed == []


@pytest.mark.parametrize(
    "change",
    [
        {"region": "eu-west-1"},
        {"account": "100000000001"},
        {"environment": "test"},
        {"stacks": (Stack(name="films", directory="iac/movies"),)},
        {"stacks": (Stack(name="movies", directory="iac/films"),)},
        {"stacks": ()},
    ],
)
def test_the_local_aws_is_stale_after_a_change_of_settings(project, change):
    run_state.record_fingerprint(project)
    assert run_state.stale_reason(project) is None

    changed = Project(root=project.root, **{"stacks": (STACK,), **SETTINGS, **change})

    assert "settings have changed" in run_state.stale_reason(changed)


def test_a_local_aws_to_which_a_stack_is_added_keeps_its_data_until_the_stack_is_removed(project):
    run_state.record_fingerprint(project)
    another = Stack(name="another", directory="iac/another")
    for stacks in ((STACK, another), (another, STACK)):
        larger = Project(root=project.root, stacks=stacks, **SETTINGS)
        assert run_state.stale_reason(larger) is None
    run_state.record_fingerprint(larger)
    assert "settings have changed" in run_state.stale_reason(project)


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


def test_a_local_aws_that_has_ended_is_stale(project, monkeypatch):
    monkeypatch.setattr(run_state.emulator, "status", lambda _: None)

    assert run_state.stale_reason(project) == "it has ended, or doesn't respond"


def test_a_local_aws_that_was_never_started_is_not_stale(project, monkeypatch):
    (project.local_directory / "started-with").write_text("something else")
    monkeypatch.setattr(run_state.emulator, "recorded_port", lambda _: None)
    monkeypatch.setattr(run_state.emulator, "status", lambda _: None)

    assert run_state.stale_reason(project) is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"a folder"])
def test_a_damaged_marker_deletes_no_file(project, monkeypatch, content):
    kept = project.root / "a folder"
    kept.touch()
    monkeypatch.chdir(project.root)
    monkeypatch.setattr(run_state.emulator, "down", lambda _: None)
    (project.local_directory / "applying-movies").write_bytes(content)

    run_state.discard(project)

    assert kept.exists()


def test_a_damaged_fingerprint_is_another_one(project):
    run_state.record_fingerprint(project)
    (project.local_directory / "started-with").write_bytes(b"\xff")

    assert "have changed" in run_state.stale_reason(project)
