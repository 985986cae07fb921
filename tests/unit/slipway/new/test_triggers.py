"""``slipway new app --trigger``: handler, test with an event, and module blocks; and what is refused."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from slipway.cli import main
from slipway.config.app import App
from slipway.config.project import load_project
from slipway.deploy import check as checks
from slipway.errors import SlipwayError
from slipway.new import stack_files
from slipway.new.stack_files import MODULES, StackFiles, formatted
from slipway.terraform import hcl

PROJECT = Path(__file__).parents[4]
SOURCE = "git::https://example.com/modules.git//modules"
DATA = f"""module "orders" {{
  source = "{SOURCE}/queue?ref=v1"

  name                     = "${{var.environment}}-orders"
  consumer_timeout_seconds = local.timeout
}}

module "in_order" {{
  source = "{SOURCE}/queue?ref=v1"

  name                     = "${{var.environment}}-in-order.fifo"
  consumer_timeout_seconds = 30
}}

module "items" {{
  source = "{SOURCE}/table?ref=v1"

  name     = "${{var.environment}}-items"
  hash_key = "id"
}}

module "uploads" {{
  source = "{SOURCE}/bucket?ref=v1"

  name_prefix = "${{var.environment}}-uploads-"
}}
"""
TOPIC = f"""
module "news" {{
  source = "{SOURCE}/fan-out?ref=v1"

  name   = "${{var.environment}}-news"
  queues = {{}}
}}
"""
VARIABLES = 'variable "alarm_actions" {}\n'
# With the length of the longest name of an app.
TRIGGERS = {
    "sqs:orders": 43,
    "sqs:in-order": 43,
    "stream:items": 43,
    "s3:uploads": 27,
    "schedule:cron(0/5 3 ? * MON-FRI *)": 34,
    "url": 43,
}


@pytest.fixture
def data(root):
    """The stack's file with two queues, a table and a bucket."""
    file = root / "iac/songs/data.tf"
    file.write_text(DATA)
    (root / "iac/songs/variables.tf").write_text(VARIABLES)
    return file


def block(root, label, file="functions.tf"):
    return next(each for each in hcl.modules((root / "iac/songs" / file).read_text()) if each.label == label)


def test_what_is_written_is_formatted_linted_and_passes_its_test(root, data, add):
    python_files = []
    for letter, (trigger, length) in zip("abcdef", TRIGGERS.items(), strict=True):
        files = add(letter * length, trigger=trigger)
        written = [file for file in files if file.endswith(".py")]
        assert len(written) == 2
        assert f"tests/unit/apps/{letter * length}/event.json" in files
        python_files += written
    for command in (["ruff", "format", "--check"], ["ruff", "check"]):
        run(*command, "--config", PROJECT / "pyproject.toml", *python_files, cwd=root)
    tested = run("pytest", "-v", "tests/unit/apps", cwd=root)
    assert all(f"{file}::" in tested for file in python_files if file.startswith("tests/"))
    for file in (root / "iac/songs").iterdir():
        text = file.read_text()
        assert formatted(root, StackFiles("iac/songs", {file: text + "\n\n"}))[file].strip() == text.strip()


def run(module, *arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("trigger", "label", "timeout"), [("sqs:orders", "orders", "local.timeout"), ("sqs:in-order", "in_order", "30")]
)
def test_a_queue_is_read_with_the_timeout_that_it_has_for_its_consumer(trigger, label, timeout, root, data, add):
    add(trigger=trigger)
    mapping = block(root, "add_song_queue")
    assert mapping.expression("source") == f'"{SOURCE}/event-source-mapping?ref=v1"'
    assert mapping.expression("function") == "module.add_song"
    assert mapping.expression("sqs") == f"{{ queue_arn = module.{label}.arn }}"
    assert block(root, "add_song").expression("timeout") == timeout
    assert data.read_text() == DATA


@pytest.mark.parametrize("known", ["", "\n  stream_view_type = null", '\n  stream_view_type = "NEW_AND_OLD_IMAGES"'])
def test_a_table_gets_a_stream_and_the_function_a_place_for_what_failed(known, root, data, add):
    data.write_text(DATA.replace('  hash_key = "id"', f'  hash_key = "id"{known}'))
    add(trigger="stream:items")
    assert block(root, "items", "data.tf").expression("stream_view_type") == '"NEW_AND_OLD_IMAGES"'
    stream = block(root, "add_song_stream").object("dynamodb")
    assert stream.expression("stream_arn") == "module.items.stream_arn"
    assert stream.expression("on_failure_arn") == "module.add_song_dead_letters.arn"
    assert block(root, "add_song_dead_letters").expression("alarms") == "{ actions = var.alarm_actions }"


def test_a_stream_that_has_keys_only_stays_so(root, data, add):
    data.write_text(DATA.replace('  hash_key = "id"', '  hash_key = "id"\n  stream_view_type = "KEYS_ONLY"'))
    add(trigger="stream:items")
    assert block(root, "items", "data.tf").expression("stream_view_type") == '"KEYS_ONLY"'


def test_the_role_of_a_schedule_has_the_boundary_and_the_path_of_the_functions_roles(root, data, add):
    functions = root / "iac/songs/functions.tf"
    functions.write_text(functions.read_text().replace("  handler =", "  role = { path = var.path }\n  handler ="))
    add(trigger="schedule:rate(5 minutes)")
    schedule = block(root, "add_song_schedule")
    assert schedule.expression("expression") == '"rate(5 minutes)"'
    assert schedule.expression("name") == '"${var.environment}-add-song-schedule"', "no function's role has this name"
    assert schedule.object("role").expression("path") == "var.path"
    event = json.loads((root / "tests/unit/apps/add-song/event.json").read_text())
    assert event["resources"] == ["arn:aws:scheduler:eu-central-1:123456789012:schedule/default/test-add-song-schedule"]


def test_a_url_is_an_output_and_is_checked_at_deployment(root, data, add):
    assert "apps/add-song/check.json" in add(trigger="url")
    assert "value       = module.add_song_url.url\n" in (root / "iac/songs/outputs.tf").read_text()
    event = checks.load(App(root / "apps/add-song")).event
    assert event["requestContext"]["http"]["method"] == "GET"


def test_outputs_print_a_url(root, data, add):
    assert "slipway.toml" in add(trigger="url")
    assert load_project(root).stacks[0].outputs == {"add_song_url": "add_song_url"}
    assert 'output "add_song_url"' in (root / "iac/songs/outputs.tf").read_text()


def test_the_events_name_the_queue_of_the_project(root, data, add):
    add(trigger="sqs:in-order")
    records = json.loads((root / "tests/unit/apps/add-song/event.json").read_text())["Records"]
    assert {record["eventSourceARN"] for record in records} == {
        "arn:aws:sqs:eu-central-1:123456789012:test-in-order.fifo"
    }
    assert {record["attributes"]["MessageGroupId"] for record in records} == {"1"}


@pytest.mark.parametrize(
    ("trigger", "message"),
    [
        ("sqs:items", "iac/songs has no module items of modules/queue: add it with `slipway new queue items`"),
        ("sqs:new-orders", "no module new_orders of modules/queue: add it with `slipway new queue new-orders`"),
        ("stream:orders", "no module orders of modules/table: add it with `slipway new table orders`"),
        ("sqs:", "isn't a trigger: write sqs:QUEUE"),
        ('sqs:"x', "isn't a trigger: write sqs:QUEUE"),
        ("s3:orders", "no module orders of modules/bucket: add it with `slipway new bucket orders`"),
        ("s3:", "isn't a trigger: write sqs:QUEUE"),
        ("s3:uploads.csv", "isn't a trigger: write sqs:QUEUE"),
        ("url:", "isn't a trigger: write sqs:QUEUE"),
        ("URL", "isn't a trigger: write sqs:QUEUE"),
        ("schedule:", "isn't a schedule: write rate"),
        ("schedule:rate(0 minutes)", "isn't a schedule: write rate"),
        ("schedule:rate(5 Minutes)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 * * *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 * * * *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 ? * ? *)", "isn't a schedule: write rate"),
        ('schedule:cron(0 3 * * ? "${a}")', "isn't a schedule: write rate"),
        ("schedule:cron(60 3 * * ? *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3-24 * * ? *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 0 * ? *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 ? * FOO *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 ? MON * *)", "isn't a schedule: write rate"),
        ("schedule:cron(0 3 * * ? 1969)", "isn't a schedule: write rate"),
        ("schedule:at(2030-01-31)", "isn't a schedule: write rate"),
        ("schedule:at(2030-02-30T08:00:00)", "isn't a schedule: write rate"),
        ("schedule:at(2030-01-31T24:00:00)", "isn't a schedule: write rate"),
        ("", "'' isn't a trigger: write sqs:QUEUE"),
    ],
)
def test_a_trigger_that_cannot_be_is_refused_and_nothing_is_written(trigger, message, root, data, add):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(SlipwayError, match=message):
        add(trigger=trigger)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("trigger", "taken"),
    [
        ("url", 'module "add_song_url" {}\n'),
        ("url", 'output "add_song_url" {}\n'),
        ("stream:items", 'module "add_song_dead_letters" {}\n'),
    ],
)
def test_a_block_that_is_there_is_not_written_again(trigger, taken, root, data, add):
    data.write_text(DATA + taken)
    with pytest.raises(SlipwayError, match=r"iac/songs already has an? (module|output) add_song_"):
        add(trigger=trigger)


@pytest.mark.parametrize(
    ("trigger", "what"), [("schedule:rate(1 day)", "a schedule"), ("s3:uploads", "a rule of EventBridge")]
)
def test_a_name_that_is_too_long_for_what_is_named_after_it_is_refused(trigger, what, root, data, add):
    longest = {"a schedule": 34}.get(what, 27)
    with pytest.raises(
        SlipwayError, match=f"is too long for {what}, whose name is made of it: write at most {longest}"
    ):
        add("a" * (longest + 1), trigger=trigger)


@pytest.mark.parametrize(
    "known",
    [
        "",
        "\n  eventbridge = true",
        "\n  eventbridge = false\n  functions = {}",
        "\n  functions = {\n    other = { function = module.list_songs }\n  }",
    ],
)
def test_a_bucket_gets_the_function_which_may_read_its_objects(known, root, data, add):
    data.write_text(DATA.replace('-uploads-"', f'-uploads-"{known}'))
    add(trigger="s3:uploads")
    bucket = block(root, "uploads", "data.tf")
    assert bucket.expression("eventbridge") == "true"
    functions = bucket.object("functions")
    assert functions.expression("add-song") == "{ function = module.add_song }"
    assert ("other" in functions.attributes()) == ("other" in known)
    added = block(root, "add_song")
    statement = '{ actions = ["s3:GetObject"], resources = ["${module.uploads.arn}/*"] }'
    assert added.object("role").expression("statements") == f"[\n      {statement},\n    ]"
    assert added.expression("async") == "{ on_failure_arn = module.add_song_dead_letters.arn }"
    assert block(root, "add_song_dead_letters").expression("alarms") == "{ actions = var.alarm_actions }"
    event = json.loads((root / "tests/unit/apps/add-song/event.json").read_text())
    assert event["detail"]["bucket"]["name"] == "test-uploads-example"


def test_objects_that_a_key_encrypts_need_the_key(root, data, add):
    data.write_text(DATA.replace('-uploads-"', '-uploads-"\n  kms_key_arn = aws_kms_key.songs.arn'))
    add(trigger="s3:uploads")
    statement = '{ actions = ["kms:Decrypt"], resources = [aws_kms_key.songs.arn] }'
    assert statement in block(root, "add_song").object("role").expression("statements")


@pytest.mark.parametrize(
    ("known", "message"),
    [
        ("local.functions", "data.tf of iac/songs: functions of module uploads isn't a map in braces"),
        (
            '{ "add-song" = { function = module.x } }',
            "functions of module uploads already has add-song: choose another",
        ),
    ],
)
def test_a_bucket_that_cannot_get_the_function_is_refused(known, message, root, data, add):
    data.write_text(DATA.replace('-uploads-"', f'-uploads-"\n  functions = {known}'))
    with pytest.raises(SlipwayError, match=message):
        add(trigger="s3:uploads")


@pytest.mark.parametrize(
    "expression", ["cron(0/15 3,4 L JAN-MAR ? 2030/2)", "cron(0 3 ? * FRI#2 *)", "cron(0 3 ? * 6L *)"]
)
def test_a_cron_expression_of_aws_s_documentation_is_one(expression, root, data, add):
    add(trigger=f"schedule:{expression}")
    assert block(root, "add_song_schedule").expression("expression") == f'"{expression}"'


@pytest.mark.parametrize("queue", ["email", "x-y", "1", "1x", "-x", "for", "null"])
def test_a_queue_of_a_topic_can_have_each_name_that_sqs_has(queue, root, data, add):
    data.write_text(DATA + TOPIC)
    add(trigger=f"sqs:news.{queue}")
    key = queue if queue in ("email", "x-y", "null") else f'"{queue}"'
    assert f" {key} = {{ consumer_timeout_seconds = 30 }}" in data.read_text()
    assert queue in block(root, "news", "data.tf").object("queues").attributes()


def test_a_queue_of_a_topic_has_a_name_that_sqs_has_room_for(root, data, add):
    data.write_text(DATA + TOPIC.replace("news", "n" * 29))
    with pytest.raises(SlipwayError, match=r"n\.q+ is too long for SQS, .*: write at most 47 characters"):
        add(trigger=f"sqs:{'n' * 29}.{'q' * 18}")
    add(trigger=f"sqs:{'n' * 29}.{'q' * 17}")


def test_a_route_is_a_trigger_and_a_cron_with_slashes_is_none(root, data, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert main(["new", "app", "get-x", "--trigger", "GET /x"]) == 0
    assert '"GET /x"' in (root / "iac/songs/api.tf").read_text()
    assert main(["new", "app", "run-x", "--trigger", "schedule:cron(0 /5 ? * * *)"]) == 0
    assert '"cron(0 /5 ? * * *)"' in (root / "iac/songs/functions.tf").read_text()
    assert main(["new", "app", "get-y", "--trigger", "get /y"]) == 1
    assert "write one of GET" in capsys.readouterr().err


def test_every_module_of_slipway_is_known():
    folders = {folder.name for folder in (PROJECT / "modules").iterdir() if folder.is_dir()}
    assert set(MODULES) == folders
    assert stack_files.sibling("terraform-aws-modules/lambda/aws//modules/alias", "queue") == ""
    assert stack_files.sibling("../../modules/lambda", "queue") == "../../modules/queue"
