"""Two stacks don't create a queue, a table or a topic of one name, which they would both own."""

import pytest

from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.new.blocks import new_block

MODULES = "git::https://example.com/modules.git//modules"
KNOWN = {
    "queue": "",
    "table": "",
    "fan-out": '  queues = { email = { consumer_timeout_seconds = 30 }, "1" = { consumer_timeout_seconds = 30 } }\n',
    "dead-letter-queue": "",
    "schedule": "",
}


def write(root, stack, kind, name="${var.environment}-new"):
    block = f'module "other" {{\n  source = "{MODULES}/{kind}?ref=v1"\n  name = "{name}"\n{KNOWN[kind]}}}\n'
    (root / "iac" / stack / "other.tf").write_text(block)


@pytest.fixture(params=["songs", "empty"])
def stack(request, root):
    """The stack that has the name already: the one that gets a block, or another one."""
    (root / "iac/empty").mkdir(exist_ok=True)
    return request.param


@pytest.mark.parametrize(
    ("kind", "known", "name", "taken"),
    [
        ("queue", "queue", "new", "queue new"),
        ("queue", "queue", "new-dead-letter", "queue new-dead-letter"),
        ("queue", "fan-out", "new-email", "queue new-email"),
        ("queue", "fan-out", "new-1-dead-letter", "queue new-1-dead-letter"),
        ("queue", "dead-letter-queue", "new", "queue new"),
        ("queue", "schedule", "new-dead-letter", "queue new-dead-letter"),
        ("table", "table", "new", "table new"),
        ("topic", "fan-out", "new", "topic new"),
    ],
)
def test_a_name_that_is_taken_is_refused(kind, known, name, taken, stack, root):
    write(root, stack, known)
    with pytest.raises(SlipwayError, match=rf"^iac/{stack} already creates the {taken}: choose another name$"):
        new_block(load_project(root), kind, name, stack_name="songs")
    assert not (root / f"iac/songs/{kind}s.tf").exists()


@pytest.mark.parametrize(
    ("kind", "known", "name"),
    [("topic", "queue", "new"), ("table", "fan-out", "new"), ("queue", "fan-out", "new"), ("queue", "table", "new")],
)
def test_names_of_other_services_and_other_names_are_free(kind, known, name, stack, root):
    write(root, stack, known)
    new_block(load_project(root), kind, name, stack_name="songs")


def test_names_that_two_stacks_have_already_are_theirs(root):
    (root / "iac/empty").mkdir()
    write(root, "songs", "queue")
    write(root, "empty", "queue")
    new_block(load_project(root), "queue", "next", stack_name="songs")


def test_a_name_without_an_environment_is_another_one(stack, root):
    write(root, stack, "queue", "new")
    new_block(load_project(root), "queue", "new", stack_name="songs")


def test_the_dead_letters_of_a_stream_have_a_name_of_their_app(root, add):
    (root / "iac/empty").mkdir()
    table = f'module "items" {{\n  source = "{MODULES}/table?ref=v1"\n  name = "${{var.environment}}-items"\n}}\n'
    (root / "iac/songs/tables.tf").write_text(table)
    write(root, "empty", "queue", "${var.environment}-add-song")
    with pytest.raises(SlipwayError, match=r"^iac/empty already creates the queue add-song-dead-letter: choose"):
        add(trigger="stream:items")
