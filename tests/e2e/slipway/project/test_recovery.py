"""`slipway up` recovers from an interrupted run."""

import json
import os
import signal

import pytest

INTERRUPTED = "the local AWS starts with a clean state: an earlier run was interrupted"


def recover(project) -> str:
    """Run `slipway up`, check its outputs, and return its stderr."""
    project.pause.unlink(missing_ok=True)
    stderr = project.run("up").stderr
    assert project.outputs()["note"] == "test: first"
    return stderr


def test_a_killed_up_ends_its_terraform_and_the_next_one_starts_with_a_clean_state(project, assert_ended):
    project.add_table()
    up = project.start_up_and_pause_apply()
    terraform = project.terraform_of(up)

    os.killpg(up.pid, signal.SIGKILL)
    up.communicate()

    assert_ended(terraform)
    assert INTERRUPTED in recover(project)


def test_a_killed_terraform_is_an_error_of_one_line_and_the_next_up_starts_with_a_clean_state(project):
    up = project.start_up_and_pause_apply()

    os.kill(project.terraform_of(up), signal.SIGKILL)
    _, stderr = up.communicate()

    assert up.returncode == 1
    assert stderr.splitlines()[-1].startswith("slipway: terraform apply in ")
    assert stderr.splitlines()[-1].endswith("was killed by SIGKILL")
    assert INTERRUPTED in recover(project)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)],
)
def test_an_interrupted_up_ends_its_terraform_and_the_next_one_starts_with_a_clean_state(
    project, assert_ended, number, exit_code
):
    up = project.start_up_and_pause_apply()
    terraform = project.terraform_of(up)

    os.kill(up.pid, number)
    _, stderr = up.communicate(timeout=60)

    assert up.returncode == exit_code
    assert "Traceback" not in stderr
    assert_ended(terraform)
    assert INTERRUPTED in recover(project)


def test_an_emulator_that_dies_during_an_apply_leaves_no_files_and_is_started_again(project):
    up = project.start_up_and_pause_apply()

    os.kill(project.emulator()["pid"], signal.SIGKILL)
    project.pause.unlink()
    _, stderr = up.communicate()

    assert up.returncode == 1
    assert stderr.splitlines()[-1].startswith("slipway: the local AWS has died")
    assert "Traceback" not in stderr
    assert [path.name for path in project.stack.iterdir()] == ["main.tf"]
    recover(project)


def test_a_killed_emulator_is_started_again_with_all_stacks(project, assert_ended):
    project.run("up")
    killed = project.emulator()["pid"]

    os.kill(killed, signal.SIGKILL)
    assert_ended(killed)

    assert "isn't running" in project.run("outputs", expect=1).stderr
    recover(project)
    assert project.emulator()["pid"] != killed


def test_an_apply_continues_after_the_cause_of_an_error_is_fixed(project):
    project.run("up")
    pid = project.emulator()["pid"]
    project.configure(text="refused")
    project.run("up", expect=1)

    project.configure(text="second")
    stderr = project.run("up").stderr

    assert INTERRUPTED not in stderr
    assert project.outputs()["note"] == "test: second"
    assert project.emulator()["pid"] == pid


@pytest.mark.parametrize("content", ["", '{"port": 1, "pid": 1'])
def test_a_stale_record_of_the_emulator_is_ignored(project, content):
    project.local.mkdir()
    (project.local / "emulator.pid").write_text("1")
    (project.local / "emulator.json").write_text(content)

    recover(project)


def test_the_unsaved_state_of_another_apply_is_not_overwritten(project):
    state = project.stack / "errored.tfstate"
    state.write_text(json.dumps({"of": "production"}))

    stderr = project.run("up", expect=1).stderr
    project.run("down")

    assert f"slipway: {state} is a state that an apply could not save" in stderr
    assert json.loads(state.read_text()) == {"of": "production"}


def test_a_local_aws_with_other_settings_is_replaced(project):
    project.run("up")
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace('environment = "test"', 'environment = "other"'))

    stderr = project.run("up").stderr

    assert "settings have changed since it was started" in stderr
    assert project.outputs()["note"] == "other: first"


def test_two_concurrent_ups_wait_for_each_other(project):
    first = project.start_up_and_pause_apply()
    second = project.start("up")

    line = second.stderr.readline()
    project.pause.unlink()

    assert line == "waiting for another `slipway up` or `down` in this project …\n"
    assert first.communicate()[0] == second.communicate()[0]
    assert [first.returncode, second.returncode] == [0, 0]
    assert project.outputs()["note"] == "test: first"
