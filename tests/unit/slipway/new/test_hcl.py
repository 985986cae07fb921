"""Finding one's way in a Terraform file."""

import pytest

from slipway.new.hcl import Module, mask

MODULE = 'module "m" {\n  x = %s\n}\n'


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ('a = "b" # {', 'a = """    '),
        ('"a\\"{" {', '"""""" {'),
        ('"${f({ "}" = "x" })}" {', '""""""""""""""""""""" {'),
        ('"$${" {', '""""" {'),
        ("/* {\n} */ {", "    \n     {"),
        ("x // }\n}", "x     \n}"),
        ('<<-EOT\n{ "\n  EOT\n{', '""""""\n"""\n"""""\n{'),
        ("a << b", "a << b"),
        ('"not closed {', '"""""""""""""'),
    ],
)
def test_strings_and_comments_are_masked(text, masked):
    assert len(mask(text)) == len(text)
    if "<< b" not in text:
        assert mask(text) == masked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[]", '[ "new"]'),
        ('["a"]', '["a", "new"]'),
        ('["a", ]', '["a", "new" ]'),
        ('[\n    "a",\n  ]', '[\n    "a",\n  "new",\n]'),
        ('[\n    "a" # ], {\n  ]', '[\n    "a", # ], {\n  "new",\n]'),
        ('["a]", "${b["c"]}"]', '["a]", "${b["c"]}", "new"]'),
    ],
)
def test_an_item_is_added_to_a_list(value, expected):
    (module,) = Module.all_in(MODULE % value)
    assert module.literal("x") == value
    assert module.with_item("x", '"new"') == MODULE % expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{}", "{ n = 1}"),
        ("{ a = 1 }", "{ a = 1, n = 1 }"),
        ("{\n    a = { b = [1] }\n  }", "{\n    a = { b = [1] }\n  n = 1\n}"),
    ],
)
def test_an_item_is_added_to_a_map(value, expected):
    (module,) = Module.all_in(MODULE % value)
    assert module.with_item("x", "n = 1") == MODULE % expected


@pytest.mark.parametrize("value", ["local.paths", 'concat(["a"], local.b)', '["a"][0]', "{}.a"])
def test_what_is_not_written_out_is_no_literal(value):
    (module,) = Module.all_in(MODULE % value)
    assert module.literal("x") is None


def test_an_argument_is_that_of_the_block_itself():
    text = 'module "m" {\n  a = {\n    x = [1]\n  }\n  b {\n    x = [2]\n  }\n  x = [3]\n}\nmodule "n" {\n}\n'
    first, second = Module.all_in(text)
    assert (first.label, first.literal("x")) == ("m", "[3]")
    assert (second.label, second.literal("x"), second.expression("x")) == ("n", None, None)
