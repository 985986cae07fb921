"""``slipway new queue``, ``table`` and ``topic``: the module block, and what is refused."""

import pytest

from slipway.cli import main
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new.blocks import new_block
from slipway.new.stack_files import StackFiles, formatted
from slipway.terraform import hcl

MODULES = {"queue": "queue", "table": "table", "topic": "fan-out"}


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
    assert block.expression("name") == '"${var.environment}-new-songs"'
    assert ("var.alarm_actions" in block.text) == (receivers and kind != "table")
    file = root / "iac/songs" / f"{kind}s.tf"
    assert formatted(root, StackFiles("iac/songs", {file: f"{block.text}\n\n"}))[file].strip() == block.text.strip()


def test_a_stack_without_modules_takes_the_source_of_another_one(new):
    assert "//modules/queue?ref=v1" in new("queue", stack="empty").expression("source")


def test_a_project_with_modules_uses_them(root, new):
    (root / "modules/queue").mkdir(parents=True)
    assert new("queue").expression("source") == '"../../modules/queue"'


def test_a_second_block_is_written_after_the_first(root, new, monkeypatch, capsys):
    new("queue")
    monkeypatch.chdir(root)
    assert main(["new", "queue", "old-songs", "--stack", "songs"]) == 0
    assert capsys.readouterr().out == "changed iac/songs/queues.tf\n"
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
    assert "messages[position:]" in (root / "apps/add-song/add_song.py").read_text()
    event = (root / "tests/unit/apps/add-song/event.json").read_text()
    assert '"arn:aws:sqs:eu-central-1:123456789012:test-new-songs-email.fifo"' in event


def test_a_topic_that_is_not_there_is_named(root, add):
    with pytest.raises(SlipwayError, match="add it with `slipway new topic plays`"):
        add(trigger="sqs:plays.email")
