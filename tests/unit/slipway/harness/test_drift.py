"""Descriptions of the changes in a plan."""

import json

import pytest

from slipway.harness import drift


def update(before, after, **more):
    return {"actions": ["update"], "before": before, "after": after, **more}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (update({"a": 1, "b": 2}, {"a": 1, "b": 3}), ["b: 2 -> 3"]),
        (update({"a": {"b": [{"c": "x"}]}}, {"a": {"b": [{"c": "ü"}]}}), ['a.b[0].c: "x" -> "ü"']),
        (update({"a": [1]}, {"a": [1, 2]}), ["a: [1] -> [1, 2]"]),
        (update({"a": 1}, {}, after_unknown={"a": True}), ["a: 1 -> (known after apply)"]),
        (update({}, {}, after_unknown={"a": True}), ["a: null -> (known after apply)"]),
        (update({"a": [1]}, {"a": [None]}, after_unknown={"a": [True]}), ["a[0]: 1 -> (known after apply)"]),
        (update("old", "new"), ['value: "old" -> "new"']),
        ({"actions": ["update"], "before": "old", "after_unknown": True}, ['value: "old" -> (known after apply)']),
    ],
)
def test_each_attribute_that_differs_has_its_path_and_values(change, expected):
    assert drift.describe("x", change) == [f"x (update): {line}" for line in expected]


def test_inside_of_a_policy_is_compared_and_not_its_text():
    before = {"policy": json.dumps({"Statement": [{"Action": "s3:GetObject", "Effect": "Allow"}]})}
    after = {"policy": json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:PutObject"}]}, indent=2)}

    assert drift.describe("x", update(before, after)) == [
        'x (update): policy.Statement[0].Action: "s3:GetObject" -> "s3:PutObject"'
    ]


def test_what_only_begins_like_json_is_text():
    assert drift.describe("x", update({"a": "{b"}, {"a": "{c"})) == ['x (update): a: "{b" -> "{c"']


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, {"env": "dev", "a b": 1}, 'null -> { "a b" = 1, env = "dev" }'),
        ([], [{"a": [True, None]}], "[] -> [{ a = [true, null] }]"),
        ({"x": 1}, {}, "x: 1 -> null"),
        (None, '{"Version": "2012-10-17"}', 'null -> jsonencode({ Version = "2012-10-17" })'),
        ("[1]", "text", 'jsonencode([1]) -> "text"'),
        ({"a": {}}, {"a": None}, "a: {} -> null"),
    ],
)
def test_values_are_shown_as_in_a_plan_of_terraform(before, after, shown):
    (line,) = drift.describe("x", update({"v": before}, {"v": after}))
    assert line.removeprefix("x (update): v").lstrip(":. ") == shown


@pytest.mark.parametrize("character", ["\x1b", "\n", "\r", "\x9b", "\u202e", "\ud800"])
def test_control_characters_are_escaped_in_values_and_in_keys(character):
    text = f"a{character}[31mb"
    lines = [
        *drift.describe("x", update({"v": "c"}, {"v": text})),
        *drift.describe("x", update({text: 1}, {text: 2})),
        *drift.describe("x", update({"v": None}, {"v": {text: [text]}})),
    ]
    assert len(lines) == 3
    assert all(line.isprintable() and json.dumps(character)[1:-1] in line for line in lines)


def test_long_value_is_cut():
    (line,) = drift.describe("x", update({"a": "b" * 1000}, {"a": "c"}))
    assert len(line) < 150
    assert "…" in line


@pytest.mark.parametrize("mask", ["before_sensitive", "after_sensitive"])
def test_sensitive_value_is_named_but_not_shown(mask):
    change = update({"a": [{"b": "secret"}], "c": 1}, {"a": [{"b": "other"}], "c": 2}, **{mask: {"a": [{"b": True}]}})

    assert drift.describe("x", change) == ["x (update): a[0].b: (sensitive)", "x (update): c: 1 -> 2"]


def test_replacement_names_the_attributes_too():
    change = {"actions": ["delete", "create"], "before": {"a": 1}, "after": {"a": 2}}

    assert drift.describe("x", change) == ["x (delete and create): a: 1 -> 2"]


@pytest.mark.parametrize(("before", "after", "action"), [(None, {"a": 1}, "create"), ({"a": 1}, None, "delete")])
def test_of_what_comes_or_goes_only_that_is_said(before, after, action):
    assert drift.describe("x", {"actions": [action], "before": before, "after": after}) == [f"x ({action})"]


@pytest.mark.parametrize(("action", "idle"), [("no-op", True), ("read", True), ("update", False)])
def test_reading_a_data_source_changes_nothing(action, idle):
    assert drift.is_idle({"actions": [action]}) is idle
