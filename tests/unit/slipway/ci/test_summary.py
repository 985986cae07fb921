"""Summaries of plans, which contain no values."""

import pytest

from slipway.ci import summary
from slipway.ci.summary import Summary, markdown, summarize


def plan(*changes, outputs=None):
    """Return a plan in Terraform's JSON format, of (address, actions) or (address, actions, keys of the change)."""
    secret = {"before": {"password": "hunter2"}, "after": {"password": "hunter3"}}
    resources = [
        {"address": address, "change": {"actions": actions, **secret, **(more[0] if more else {})}}
        for address, actions, *more in changes
    ]
    return {"resource_changes": resources, "output_changes": outputs or {}}


@pytest.mark.parametrize(
    ("actions", "word"),
    [
        (["create"], "create"),
        (["update"], "update"),
        (["delete"], "delete"),
        (["forget"], "forget"),
        (["delete", "create"], "replace"),
        (["create", "delete"], "replace"),
    ],
)
def test_a_change_has_an_address_and_an_action(actions, word):
    assert summarize("dev/movies", plan(("aws_x.y", actions))).changes == (("aws_x.y", word),)


@pytest.mark.parametrize("actions", [["no-op"], ["read"]])
def test_no_op_and_read_are_not_changes(actions):
    assert summarize("dev/movies", plan(("aws_x.y", actions))).changes == ()


def test_imports_moves_and_outputs_are_changes():
    imported = plan(("aws_x.y", ["no-op"], {"importing": {"id": "1"}}), ("aws_x.z", ["update"], {"importing": {}}))
    assert summarize("dev/movies", imported).changes == (("aws_x.y", "import"), ("aws_x.z", "update"))
    moved = {"resource_changes": [{"address": "a.b", "previous_address": "a.a", "change": {"actions": ["no-op"]}}]}
    assert summarize("dev/movies", moved).changes == (("a.b", "move"),)
    outputs = {"api_url": {"actions": ["create"], "after": "hunter2"}, "same": {"actions": ["no-op"]}}
    assert summarize("dev/movies", plan(outputs=outputs)).changes == (("output.api_url", "create"),)


def test_markdown_has_every_address_but_no_value():
    summaries = [
        summarize("dev/movies", plan(("aws_x.y", ["create"]), ('module.a.aws_x.y["k"]', ["delete", "create"]))),
        summarize("prod/movies", plan(("aws_x.y", ["no-op"]))),
    ]
    text = markdown(summaries)
    assert text == (
        "No changes: `prod/movies`\n\n### dev/movies: 1 to create, 1 to replace\n\n"
        '```diff\n+ create  aws_x.y\n! replace module.a.aws_x.y["k"]\n```\n'
    )
    assert "hunter" not in text


def test_the_digest_depends_on_addresses_and_actions_only():
    one = summarize("dev/movies", plan(("a.a", ["create"]), ("a.b", ["update"])))
    assert one.digest == summarize("dev/movies", plan(("a.b", ["update"]), ("a.a", ["create"]))).digest
    for other in (plan(("a.a", ["create"])), plan(("a.a", ["delete"]), ("a.b", ["update"]))):
        assert summarize("dev/movies", other).digest != one.digest


def test_a_list_that_is_too_long_is_left_out_but_its_heading_remains():
    many = Summary("dev/many", tuple((f"module.movies.aws_lambda_function.this[{i}]", "create") for i in range(5000)))
    few = Summary("prod/few", (("aws_x.y", "delete"),))
    text = markdown([many, few])
    assert len(text) < summary.MAX_SIZE
    assert "### dev/many: 5000 to create\n\nThe list is too long" in text
    assert "- delete aws_x.y" in text
