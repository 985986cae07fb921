"""``slipway new queue``, ``table``, ``topic``, ``bucket`` and ``schedule``: the module block, and what is refused."""

import json
import subprocess
import sys

import pytest

from slipway.cli import main
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new.blocks import new_block, new_schedule
from slipway.new.stack_files import StackFiles, formatted
from slipway.terraform import hcl

MODULES = {"queue": "queue", "table": "table", "topic": "fan-out", "bucket": "bucket"}


@pytest.fixture
def new(root):
    """``new(kind, name)`` adds a block to the stack songs; returns it."""

    def new(kind, name="new-songs", stack="songs"):
        (file,) = new_block(load_project(root), kind, name, stack_name=stack).new
        assert file == root / "iac" / stack / f"{kind}s.tf"
        (block,) = hcl.modules(file.read_text())
        return block

    return new


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("receivers", [False, True])
def test_a_block_has_the_source_of_the_others_and_is_formatted(kind, receivers, root, new):
    if receivers:
        (root / "iac/songs/variables.tf").write_text('variable "alarm_actions" {}\n')
    block = new(kind)
    assert block.label == "new_songs"
    assert block.expression("source") == f'"git::https://example.com/modules.git//modules/{MODULES[kind]}?ref=v1"'
    name, suffix = ("name_prefix", "-") if kind == "bucket" else ("name", "")
    assert block.expression(name) == f'"${{var.environment}}-new-songs{suffix}"'
    assert ("var.alarm_actions" in block.text) == (receivers and kind in ("queue", "topic"))
    file = root / "iac/songs" / f"{kind}s.tf"
    assert formatted(root, StackFiles("iac/songs", {file: f"{block.text}\n\n"}))[file].strip() == block.text.strip()


def test_a_stack_without_modules_takes_the_source_of_another_one(new):
    assert "//modules/queue?ref=v1" in new("queue", stack="empty").expression("source")


def test_a_project_with_modules_uses_them(root, new):
    (root / "modules/queue").mkdir(parents=True)
    assert new("queue").expression("source") == '"../../modules/queue"'


@pytest.mark.parametrize(
    ("kind", "trigger"),
    [
        ("queue", "sqs:new-songs"),
        ("table", "stream:new-songs"),
        ("topic", "sqs:new-songs.mail"),
        ("bucket", "s3:new-songs"),
    ],
)
def test_the_next_command_that_is_named_adds_a_function_for_it(kind, trigger, root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert main(["new", kind, "new-songs", "--stack", "songs"]) == 0

    command = capsys.readouterr().out.splitlines()[-1].removeprefix("Next: slipway ").replace(".QUEUE", ".mail")
    assert command == f"new app NAME --trigger {trigger} --stack songs"
    assert main(command.replace("NAME", "add-song").split()) == 0


def test_a_second_block_is_written_after_the_first(root, new, monkeypatch, capsys):
    new("queue")
    monkeypatch.chdir(root)
    assert main(["new", "queue", "old-songs", "--stack", "songs"]) == 0
    assert capsys.readouterr().out.startswith("changed iac/songs/queues.tf\n")
    blocks = hcl.modules((root / "iac/songs/queues.tf").read_text())
    assert [block.label for block in blocks] == ["new_songs", "old_songs"]


@pytest.mark.parametrize(
    ("name", "stack", "message"),
    [
        ("api", "songs", "iac/songs already has a module api: choose another name"),
        ("list-songs", "songs", "already has a module list_songs"),
        ("Songs", "songs", "'Songs' can't be the name of a new queue"),
        ("new_songs", "songs", "can't be the name of a new queue"),
        ("a" * 44, "songs", "can't be the name of a new queue"),
        ("new-songs", None, "several stacks are in slipway.toml: add --stack songs or --stack empty"),
        ("new-songs", "other", "has no stack 'other'"),
        ("new-songs", "", "has no stack ''"),
    ],
)
def test_what_cannot_be_added_is_refused(name, stack, message, root):
    with pytest.raises(SlipwayError, match=message):
        new_block(load_project(root), "queue", name, stack_name=stack)
    assert not (root / "iac/songs/queues.tf").exists()


def test_without_a_module_of_slipway_there_is_no_source(root):
    for file in (root / "iac/songs").iterdir():
        file.write_text(file.read_text().replace("/modules/", "/other/"))
    with pytest.raises(SlipwayError, match="no stack has a block of a module of Slipway to copy the source from"):
        new_block(load_project(root), "queue", "new-songs", stack_name="songs")


def test_a_name_that_is_too_long_for_a_bucket_is_refused(root):
    new_block(load_project(root), "bucket", "a" * 15, stack_name="songs")
    with pytest.raises(SlipwayError, match="is too long for a bucket, whose name gets a suffix: use 15"):
        new_block(load_project(root), "bucket", "a" * 16, stack_name="songs")


@pytest.mark.parametrize("kind", ["queue", "topic"])
def test_a_queue_or_a_topic_can_be_fifo(kind, root, monkeypatch):
    monkeypatch.chdir(root)
    assert main(["new", kind, "new-songs", "--stack", "songs", "--fifo"]) == 0
    (block,) = hcl.modules((root / f"iac/songs/{kind}s.tf").read_text())
    assert (block.label, block.expression("name")) == ("new_songs", '"${var.environment}-new-songs.fifo"')


def test_a_schedule_invokes_a_function_of_the_stack(root, monkeypatch, capsys):
    functions = root / "iac/songs/functions.tf"
    functions.write_text(functions.read_text().replace("  handler", "  role = { path = var.path }\n  handler"))
    (root / "iac/songs/variables.tf").write_text('variable "alarm_actions" {}\n')
    monkeypatch.chdir(root)
    assert main(["new", "schedule", "nightly", "cron(0 3 * * ? *)", "--app", "list-songs"]) == 0
    assert "Next: have the handler of list-songs process the event" in capsys.readouterr().out
    (block,) = hcl.modules((root / "iac/songs/schedules.tf").read_text())
    assert block.label == "nightly_schedule"
    assert {name: block.expression(name) for name in block.attributes()} == {
        "source": '"git::https://example.com/modules.git//modules/schedule?ref=v1"',
        "name": '"${var.environment}-nightly-schedule"',
        "expression": '"cron(0 3 * * ? *)"',
        "function": "module.list_songs",
        "alarms": "{ actions = var.alarm_actions }",
        "role": "{ path = var.path }",
    }
    event = json.loads((root / "tests/unit/apps/list-songs/nightly-schedule.json").read_text())
    assert event["resources"] == ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/test-nightly-schedule"]


def test_a_schedule_without_an_app_gets_a_new_one(root, monkeypatch):
    monkeypatch.chdir(root)
    assert main(["new", "schedule", "send-report", "rate(1 day)"]) == 0
    assert 'event["time"]' in (root / "apps/send-report/send_report.py").read_text()
    labels = [block.label for block in hcl.modules((root / "iac/songs/functions.tf").read_text())]
    assert labels == ["list_songs", "send_report", "send_report_schedule"]


@pytest.mark.parametrize(
    ("name", "expression", "app", "message"),
    [
        ("nightly", "rate(1 day)", "other", "no module other of modules/lambda: add it with `slipway new app other`"),
        ("nightly", "daily", "list-songs", "'daily' isn't a schedule: write rate"),
        ("Nightly", "rate(1 day)", "list-songs", "'Nightly' can't be the name of a new schedule"),
        (
            "a" * 35,
            "rate(1 day)",
            "list-songs",
            "is too long for a schedule, whose name is made of it: write at most",
        ),
        ("known", "rate(1 day)", "list-songs", "already has a module known_schedule: choose another name"),
        ("tested", "rate(1 day)", "list-songs", "tests/unit/apps/list-songs/tested-schedule.json already exists"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(name, expression, app, message, root):
    (root / "iac/songs/known.tf").write_text('module "known_schedule" {}\n')
    (root / "tests/unit/apps/list-songs").mkdir(parents=True)
    (root / "tests/unit/apps/list-songs/tested-schedule.json").write_text("{}")
    with pytest.raises(SlipwayError, match=message):
        new_schedule(load_project(root), name, expression, app)
    assert not (root / "iac/songs/schedules.tf").exists()


@pytest.mark.parametrize("queues", ["{}", "{ email = { consumer_timeout_seconds = 30 } }"])
def test_a_function_reads_a_queue_of_a_topic_which_gets_it_if_it_is_new(queues, root, new, add):
    new("topic")
    file = root / "iac/songs/topics.tf"
    file.write_text(file.read_text().replace("queues = {}", f"queues = {queues}"))
    add(trigger="sqs:new-songs.email")
    (topic,) = hcl.modules(file.read_text())
    assert topic.expression("queues") == "{ email = { consumer_timeout_seconds = 30 } }"
    blocks = {block.label: block for block in hcl.modules((root / "iac/songs/functions.tf").read_text())}
    assert blocks["add_song_queue"].expression("sqs") == '{ queue_arn = module.new_songs.queues["email"].arn }'
    assert blocks["add_song"].expression("timeout") == "30"
    assert (
        '"arn:aws:sqs:eu-central-1:123456789012:test-new-songs-email"'
        in (root / "tests/unit/apps/add-song/event.json").read_text()
    )


def test_a_function_of_a_fifo_topic_keeps_the_order(root, new, add):
    new("topic")
    file = root / "iac/songs/topics.tf"
    file.write_text(file.read_text().replace('-new-songs"', '-new-songs.fifo"'))
    add(trigger="sqs:new-songs.email")
    assert "MessageGroupId" in (root / "apps/add-song/add_song.py").read_text()
    event = (root / "tests/unit/apps/add-song/event.json").read_text()
    assert '"arn:aws:sqs:eu-central-1:123456789012:test-new-songs-email.fifo"' in event


def test_a_topic_that_is_not_there_is_named(root, add):
    with pytest.raises(SlipwayError, match="add it with `slipway new topic plays`"):
        add(trigger="sqs:plays.email")


def test_a_topic_has_a_shorter_name_for_those_of_its_queues(new):
    with pytest.raises(SlipwayError, match="can't be the name of a new topic: write 1 to 29 lower-case letters"):
        new("topic", "n" * 30)
    new("topic", "n" * 29)


def test_a_project_without_stacks_is_named(root):
    (root / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n')
    with pytest.raises(SlipwayError, match=r"^slipway\.toml has no stack: write the first one yourself$"):
        new_block(load_project(root), "queue", "new")


def test_commands_at_the_same_time_add_all_their_blocks(root):
    (root / "iac/empty").mkdir()
    names = [f"songs-{number}" for number in range(4)]
    command = [sys.executable, "-m", "slipway.cli", "new", "queue", "--stack", "songs"]
    running = [subprocess.Popen([*command, name], cwd=root, stdout=subprocess.DEVNULL) for name in names]
    assert [process.wait() for process in running] == [0] * len(names)
    assert {block.expression("name") for block in hcl.modules((root / "iac/songs/queues.tf").read_text())} == {
        f'"${{var.environment}}-{name}"' for name in names
    }
