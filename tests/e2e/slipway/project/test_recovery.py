"""`slipway up` continues with the same local AWS after a run that was interrupted or killed."""

import json
import os
import signal
import socket
import subprocess
from itertools import count

import pytest

from slipway.harness import eventually

from .conftest import start_on_a_free_port

pytestmark = [pytest.mark.xdist_group("recovery"), pytest.mark.slow(350)]  # with one local AWS

LOCK = {"Bucket": "terraform-state", "Key": "notes.tfstate.tflock"}
TEXTS = (f"text {number}" for number in count())

# Created before the pause, so a Terraform that is killed in the pause has created resources that no state contains.
MORE = """
resource "aws_dynamodb_table" "more" {
  name         = "more"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}
resource "aws_iam_policy" "more" {
  name   = "more"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Action = "s3:*", Resource = "*" }] })
}
resource "terraform_data" "after_more" {
  depends_on = [aws_dynamodb_table.more, aws_iam_policy.more]
  provisioner "local-exec" {
    command = "while test -e '${var.pause}'; do sleep 0.1; done"
  }
}
"""
# The provider waits for the queue's attributes after it has created it.
SLOW = """
resource "aws_sqs_queue" "slow" { name = "slow" }
"""
# As a resource that exists, and that Slipway can't find: the first apply fails.
ORPHAN = """
resource "terraform_data" "orphan" {
  provisioner "local-exec" {
    command = "test -e '${var.pause}.orphan' || { touch '${var.pause}.orphan'; echo It already exists; false; }"
  }
}
"""


@pytest.fixture
def running(applied_project):
    """The project, with data in its local AWS, and a change to apply. Afterwards, the local AWS must be the same."""
    text = next(TEXTS)
    url = applied_project.client("sqs").create_queue(QueueName=text.replace(" ", "-"))["QueueUrl"]
    before = applied_project.emulator()
    applied_project.configure(text=text)
    yield applied_project
    applied_project.pause.unlink(missing_ok=True)
    assert applied_project.emulator() == before
    assert url in applied_project.client("sqs").list_queues()["QueueUrls"]


@pytest.fixture
def saved(applied_project):
    """The project, with a change that was applied, in a test that replaces its local AWS."""
    applied_project.configure(text=next(TEXTS))
    applied_project.run("up")
    return applied_project


def recover(project) -> str:
    """Run `slipway up`, check that it succeeds, and return its stderr."""
    project.pause.unlink(missing_ok=True)
    stderr = project.run("up").stderr
    text = project.root.joinpath("slipway.toml").read_text().split('text = "')[1].split('"')[0]
    assert project.outputs()["note"] == f"test: {text}"
    assert "No changes." not in project.log.read_text()
    assert [path for path in project.local.iterdir() if path.name.startswith("applying")] == []
    return stderr


def listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise AssertionError(f"port {port} is still in use") from error


def is_locked(project) -> bool:
    s3 = project.client("s3")
    return LOCK["Key"] in [item["Key"] for item in s3.list_objects_v2(Bucket=LOCK["Bucket"])["Contents"]]


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(
    ("number", "exit_code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGHUP, -signal.SIGHUP)],
)
def test_an_interrupted_up_waits_for_terraform_and_the_next_one_continues(running, assert_ended, number, exit_code):
    up = running.start_up_and_pause_apply()
    terraform = running.terraform_of(up)

    os.kill(up.pid, number)
    _, stderr = up.communicate(timeout=60)

    assert up.returncode == exit_code
    assert "Traceback" not in stderr
    assert "Gracefully shutting down" in running.log.read_text()
    assert_ended(terraform)
    assert not is_locked(running)
    assert "clean state" not in recover(running)


def test_a_killed_up_lets_terraform_write_its_state_and_the_next_one_continues(running, assert_ended):
    up = running.start_up_and_pause_apply()
    terraform = running.terraform_of(up)

    os.killpg(up.pid, signal.SIGKILL)
    up.communicate()

    assert_ended(terraform)
    assert not is_locked(running)
    assert "clean state" not in recover(running)


def test_a_killed_terraform_is_an_error_of_one_line_and_the_next_up_removes_its_lock(running):
    up = running.start_up_and_pause_apply()

    os.kill(running.terraform_of(up), signal.SIGKILL)
    _, stderr = up.communicate()

    assert up.returncode == 1
    assert stderr.splitlines()[-1].startswith("slipway: terraform apply in ")
    assert stderr.splitlines()[-1].endswith("was killed by SIGKILL")
    assert is_locked(running)
    assert "removed the lock of a Terraform that was killed in iac/notes (" in recover(running)


def test_an_up_that_is_killed_in_its_first_init_continues_with_the_same_local_aws(project, assert_ended):
    up = project.start("up")
    for line in up.stderr:
        if line.startswith("Apply iac/notes"):
            break
    os.killpg(up.pid, signal.SIGKILL)
    up.communicate()
    before = project.emulator()

    assert "clean state" not in recover(project)
    assert project.emulator() == before


def test_a_clean_start_keeps_the_port_and_names_first_what_is_lost(saved):
    port, note = saved.emulator().port, saved.outputs()["note"]
    (saved.stack / "orphan.tf").write_text(ORPHAN)
    (saved.local / "applying-notes").touch()  # as after a Terraform that was killed

    stderr = saved.run("up").stderr
    (saved.stack / "orphan.tf").unlink()

    assert (
        "the local AWS starts with a clean state, without its data and API ids: terraform_data.orphan was created by an"
        " interrupted run, but can't be imported into its state\n"
    ) in stderr
    assert saved.emulator().port == port
    assert saved.outputs()["note"] == note


def test_an_emulator_that_dies_and_the_next_up_says_that_its_data_is_gone_and_leaves_no_files(project):
    start_on_a_free_port(project)
    up = project.start_up_and_pause_apply()
    before = project.emulator()

    os.kill(before.pid, signal.SIGKILL)
    project.pause.unlink()
    _, stderr = up.communicate()

    assert up.returncode == 1
    assert stderr.splitlines()[-1].startswith("slipway: the local AWS has died, and its data with it")
    assert "Traceback" not in stderr
    assert "isn't running" in project.run("outputs", expect=1).stderr
    assert "clean state, without its data and API ids: it has ended, or doesn't respond\n" in recover(project)
    assert [path.name for path in project.stack.iterdir()] == ["main.tf"]  # without the state that was not saved
    after = project.emulator()
    assert after.pid != before.pid
    assert after.port == before.port


def test_an_apply_continues_after_the_cause_of_an_error_is_fixed(running):
    text = running.root.joinpath("slipway.toml").read_text()
    running.configure(text="refused")
    running.run("up", expect=1)

    running.root.joinpath("slipway.toml").write_text(text)
    recover(running)


def test_a_stale_record_of_the_emulator_is_ignored(project):
    """Others are in tests/integration/slipway/local/test_recovery.py."""
    project.local.mkdir()
    (project.local / "emulator.pid").write_text("1")
    (project.local / "emulator.json").write_text('{"port": 1, "pid": 1')

    recover(project)


def test_the_unsaved_state_of_another_apply_is_not_overwritten(running):
    state = running.stack / "errored.tfstate"
    state.write_text(json.dumps({"of": "production"}))

    stderr = running.run("up", expect=1).stderr
    content = state.read_text()
    state.unlink()

    assert f"slipway: {state} is a state that an apply could not save" in stderr
    assert json.loads(content) == {"of": "production"}


def test_an_unsaved_state_of_a_killed_up_is_pushed(running):
    unsaved, s3 = running.stack / "errored.tfstate", running.client("s3")
    running.run("up")
    state = json.loads(s3.get_object(Bucket=LOCK["Bucket"], Key="notes.tfstate")["Body"].read())
    unsaved.write_text(json.dumps(state | {"serial": state["serial"] + 1, "outputs": {}}))
    (running.local / "applying-notes").write_text(str(unsaved))  # as of an `up` that is killed while it applies

    running.run("up")

    assert not unsaved.exists()
    pushed = json.loads(s3.get_object(Bucket=LOCK["Bucket"], Key="notes.tfstate")["Body"].read())
    assert pushed["serial"] > state["serial"] + 1  # of the apply that has added the outputs again


def test_a_local_aws_with_other_settings_is_replaced(project):
    project.run("up")
    settings = project.root / "slipway.toml"
    settings.write_text(settings.read_text().replace('environment = "test"', 'environment = "other"'))

    stderr = project.run("up").stderr

    assert "settings have changed since it was started" in stderr
    assert project.outputs()["note"] == "other: first"


def test_an_up_after_a_down_begins_with_what_the_last_one_applied(project, other_clone):
    project.add_aws_resources()
    project.run("up")
    project.client("dynamodb").put_item(TableName="notes", Item={"id": {"S": "later"}})
    project.run("down")

    project.run("up")

    assert "No changes." in project.log.read_text()
    assert project.client("dynamodb").scan(TableName="notes")["Items"] == []

    # In CI another clone gets the snapshots from a cache, which is a tar file.
    project.run("down")
    archive = project.root / "cache.tar"
    subprocess.run(["tar", "-C", project.root / ".slipway", "-cf", archive, "snapshots"], check=True)
    subprocess.run(["tar", "-C", other_clone.root / ".slipway", "-xf", archive], check=True)

    other_clone.add_aws_resources()
    other_clone.configure(text="second")
    other_clone.run("up")

    assert other_clone.outputs()["note"] == "test: second"
    assert "aws_dynamodb_table.notes: Creat" not in other_clone.log.read_text()
    other_clone.run("up", "--clean")
    assert "aws_dynamodb_table.notes: Creation complete" in other_clone.log.read_text()


def test_a_local_aws_that_has_died_starts_as_the_last_up_left_it(saved):
    os.kill(saved.emulator().pid, signal.SIGKILL)

    stderr = saved.run("up").stderr

    lost = "without the data that was written since"
    assert (
        f"the local AWS starts as the last `slipway up` left it, {lost}: it has ended, or doesn't respond\n" in stderr
    )
    assert "No changes." in saved.log.read_text()


def test_a_local_aws_whose_port_was_taken_after_it_died_says_that_its_data_is_gone(saved):
    before = saved.emulator()
    os.kill(before.pid, signal.SIGKILL)

    with eventually(lambda: listen(before.port)):
        stderr = saved.run("up").stderr

    reason = f"port {before.port} is in use by another program, and the snapshot has URLs with it"
    lost = "without its data and API ids, because its snapshot can't be loaded"
    assert f"the local AWS starts with a clean state, {lost}: {reason}\n" in stderr


def test_two_concurrent_ups_wait_for_each_other(running):
    first = running.start_up_and_pause_apply()
    second = running.start("up")

    line = second.stderr.readline()
    running.pause.unlink()

    assert line == "waiting for another `slipway up` or `down` in this project …\n"
    assert first.communicate()[0] == second.communicate()[0]
    assert [first.returncode, second.returncode] == [0, 0]


def test_resources_that_a_killed_terraform_has_not_written_to_its_state_are_imported(running):
    running.add_aws_resources(MORE)
    up = running.start_up_and_pause_apply()

    def exist():
        assert "more" in running.client("dynamodb").list_tables()["TableNames"]
        assert "more" in [policy["PolicyName"] for policy in running.client("iam").list_policies()["Policies"]]

    eventually(exist)
    os.kill(running.terraform_of(up), signal.SIGKILL)
    up.communicate()
    item = {"id": {"S": "of the killed run"}}
    running.client("dynamodb").put_item(TableName="more", Item=item)

    recover(running)

    assert "aws_iam_policy.more: Import complete" in running.log.read_text()
    assert running.client("dynamodb").scan(TableName="more")["Items"] == [item]
    assert not [path.name for path in running.stack.iterdir() if "import" in path.name]
    running.run("up")
    assert "No changes." in running.log.read_text()


def test_a_killed_up_lets_the_provider_finish_what_it_creates(running, assert_ended):
    running.add_aws_resources(MORE + SLOW)
    up = running.start_up_and_pause_apply()
    terraform = running.terraform_of(up)

    def exists():
        assert any(url.endswith("/slow") for url in running.client("sqs").list_queues()["QueueUrls"])

    eventually(exists)
    os.killpg(up.pid, signal.SIGKILL)
    up.communicate()

    assert_ended(terraform)
    assert_ended(running.root / ".slipway" / "logs" / "providers")
    assert "Plugin did not respond" not in running.log.read_text()
    state = json.loads(running.client("s3").get_object(Bucket=LOCK["Bucket"], Key="notes.tfstate")["Body"].read())
    queues = [each["instances"] for each in state["resources"] if each["type"] == "aws_sqs_queue"]
    assert [instance["attributes"]["name"] for instances in queues for instance in instances] == ["slow"]
    recover(running)
