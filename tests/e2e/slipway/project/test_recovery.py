"""Whatever cut an earlier run short, the next `slipway up` patches it by itself."""

import json
import os
import signal

import pytest

CUT_SHORT = "the local AWS starts clean: an earlier run was cut short"


def up_patches(project) -> str:
    """Return what the next up says, after it has come to its end and shows in the outputs."""
    project.pause.unlink(missing_ok=True)
    said = project.run("up").stderr
    assert project.outputs()["note"] == "test: first"
    return said


def test_a_killed_up_takes_its_terraform_along_and_the_next_one_starts_clean(project, assert_ended):
    project.add_table()
    up = project.start_up_and_stop_in_apply()
    terraform = project.terraform_of(up)

    os.killpg(up.pid, signal.SIGKILL)
    up.communicate()

    assert_ended(terraform)
    assert CUT_SHORT in up_patches(project)


def test_a_killed_terraform_fails_up_in_one_line_and_the_next_one_starts_clean(project):
    up = project.start_up_and_stop_in_apply()

    os.kill(project.terraform_of(up), signal.SIGKILL)
    _, said = up.communicate()

    assert up.returncode == 1
    assert said.splitlines()[-1].startswith("slipway: terraform apply in ")
    assert said.splitlines()[-1].endswith("was killed by SIGKILL")
    assert CUT_SHORT in up_patches(project)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)],
)
def test_an_interrupted_up_ends_its_terraform_and_the_next_one_starts_clean(project, assert_ended, number, exit_code):
    up = project.start_up_and_stop_in_apply()
    terraform = project.terraform_of(up)

    os.kill(up.pid, number)
    _, said = up.communicate(timeout=60)

    assert up.returncode == exit_code
    assert "Traceback" not in said
    assert_ended(terraform)
    assert CUT_SHORT in up_patches(project)


def test_an_emulator_that_dies_in_an_apply_leaves_no_state_in_the_configuration_and_is_started_again(project):
    up = project.start_up_and_stop_in_apply()

    os.kill(project.emulator()["pid"], signal.SIGKILL)
    project.pause.unlink()
    _, said = up.communicate()

    assert up.returncode == 1
    assert said.splitlines()[-1].startswith("slipway: the local AWS has died")
    assert "Traceback" not in said
    assert [path.name for path in project.stack.iterdir()] == ["main.tf"]
    up_patches(project)


def test_a_killed_emulator_is_started_again_with_everything_on_it(project, assert_ended):
    project.run("up")
    killed = project.emulator()["pid"]

    os.kill(killed, signal.SIGKILL)
    assert_ended(killed)

    assert "isn't running" in project.run("outputs", expect=1).stderr
    up_patches(project)
    assert project.emulator()["pid"] != killed


def test_a_state_that_terraform_refuses_is_gone_on_from_once_the_cause_is_patched(project):
    project.run("up")
    pid = project.emulator()["pid"]
    project.configure(text="refused")
    project.run("up", expect=1)

    project.configure(text="second")
    said = project.run("up").stderr

    assert CUT_SHORT not in said
    assert project.outputs()["note"] == "test: second"
    assert project.emulator()["pid"] == pid


@pytest.mark.parametrize("content", ["", '{"port": 1, "pid": 1'])
def test_a_stale_record_of_the_emulator_is_no_obstacle(project, content):
    project.local.mkdir()
    (project.local / "emulator.pid").write_text("1")
    (project.local / "emulator.json").write_text(content)

    up_patches(project)


def test_a_state_of_an_apply_elsewhere_that_could_not_be_saved_is_not_overwritten(project):
    state = project.stack / "errored.tfstate"
    state.write_text(json.dumps({"of": "production"}))

    said = project.run("up", expect=1).stderr
    project.run("down")

    assert f"slipway: {state} is a state that an apply could not save" in said
    assert json.loads(state.read_text()) == {"of": "production"}


def test_a_local_aws_of_other_settings_is_replaced(project):
    project.run("up")
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace('environment = "test"', 'environment = "other"'))

    said = project.run("up").stderr

    assert "settings have changed since it was started" in said
    assert project.outputs()["note"] == "other: first"


def test_two_at_once_wait_for_each_other(project):
    first = project.start_up_and_stop_in_apply()
    second = project.start("up")

    said = second.stderr.readline()
    project.pause.unlink()

    assert said == "waiting for another `slipway up` or `down` in this project …\n"
    assert first.communicate()[0] == second.communicate()[0]
    assert [first.returncode, second.returncode] == [0, 0]
    assert project.outputs()["note"] == "test: first"
