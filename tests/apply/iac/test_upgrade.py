"""A stack that version 0.1.0 applied becomes this one: ``moved`` blocks keep what holds data where addresses changed.

v0.1.0.tar.gz has the Terraform of that version, since a shallow clone doesn't have its commit:
``git archive v0.1.0 modules iac/movies iac/frontend libs/movies/movie.schema.json ':!*.md' ':!modules/*/examples'``.
"""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from saved_plans import plan_to_apply

from slipway.harness import unique_name

PREVIOUS = Path(__file__).with_name("v0.1.0.tar.gz")
VARIABLES = {
    "movies": {"email_sender": "movies@example.com", "email_recipients": ["editor@example.com"]},
    "frontend": {"movies_api_url": "https://api.example.com/live", "repository": "example/slipway"},
}
MOVED = {
    "movies": {
        "aws_dynamodb_table.deliveries",
        "aws_dynamodb_table.idempotency",
        'module.movie_events.module.dead_letter_queue["email"].aws_cloudwatch_metric_alarm.not_empty[0]',
        "module.publish_movie_events_dead_letter_queue.aws_cloudwatch_metric_alarm.not_empty[0]",
        'module.api.module.method["GET /movies/{}"].aws_api_gateway_method.this',
    },
    "frontend": {'module.dead_letter_queue["sync-algorithm-metadata"].aws_cloudwatch_metric_alarm.not_empty[0]'},
}
# The rule of the pipeline's events sends them to a queue now.
REMOVED = {'module.slack_notification.aws_lambda_permission.this["pipeline-events"]'}
# A snapshot of the API, which has no data: the new one is created before the old one is deleted.
REPLACEABLE = {"aws_api_gateway_deployment"}
# Each stack in a worker, as most of the time is waiting.
STACKS = [
    pytest.param(name, marks=[pytest.mark.xdist_group(f"upgrade-{name}"), pytest.mark.slow(150)]) for name in VARIABLES
]


@pytest.fixture(scope="module")
def previous(tmp_path_factory):
    """The folder with the Terraform of version 0.1.0."""
    folder = tmp_path_factory.mktemp("previous")
    subprocess.run(["tar", "-xzf", PREVIOUS, "-C", folder], check=True)
    return folder


@pytest.fixture(scope="module", params=STACKS)
def upgrade(request, tf_module, previous, aws, tmp_path_factory):
    """The stack as version 0.1.0 applied it, with items in its tables, and the plan to make it this one.

    ``apply()`` applies that plan.
    """
    variables = VARIABLES[request.param] | {"environment": unique_name(), "deletion_protection": False}
    before = tf_module(previous / "iac" / request.param, **variables).apply()
    items = fill_tables(aws("dynamodb"), variables["environment"])
    now = tf_module(f"iac/{request.param}", **variables)
    (before.directory / "terraform.tfstate").rename(now.directory / "terraform.tfstate")
    plan, apply = plan_to_apply(now, tmp_path_factory.mktemp("plan") / "plan")
    return SimpleNamespace(
        name=request.param, outputs=dict(before.outputs), stack=now, plan=plan, apply=apply, items=items
    )


def fill_tables(dynamodb, environment):
    """Put an item into every table, and return ``{table: item}``."""
    names = [name for name in dynamodb.list_tables()["TableNames"] if name.startswith(f"{environment}-")]
    items = {}
    for name in names:
        keys = dynamodb.describe_table(TableName=name)["Table"]["KeySchema"]
        items[name] = {key["AttributeName"]: {"S": "kept"} for key in keys}
        dynamodb.put_item(TableName=name, Item=items[name])
    return items


def test_the_upgrade_moves_resources_and_replaces_none_with_data(upgrade):
    changes = upgrade.plan.resource_changes
    replaced = {address for address, actions in upgrade.plan.changes.items() if "delete" in actions}
    assert {address for address in replaced if changes[address]["type"] not in REPLACEABLE} <= REMOVED

    assert {address for address, change in changes.items() if "previous_address" in change} >= MOVED[upgrade.name]
    kept = {change["type"] for change in changes.values() if "create" not in change["change"]["actions"]}
    assert {"aws_dynamodb_table", "aws_lambda_function", "aws_sqs_queue"} <= kept


def test_the_applied_upgrade_keeps_the_items_and_the_outputs_and_converges(upgrade, aws):
    upgrade.apply()
    outputs = dict(upgrade.stack.outputs)
    assert {name: outputs[name] for name in upgrade.outputs} == upgrade.outputs

    assert upgrade.items
    for name, item in upgrade.items.items():
        assert aws("dynamodb").get_item(TableName=name, Key=item)["Item"] == item
    upgrade.stack.assert_converged()
