"""Reading a Terraform file and adding to it."""

import pytest

from slipway.terraform.hcl import blocks, mask, modules

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
        ('<<-EOT\n{ "\n  EOT\n{', '""""""""""""""""\n{'),
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
        ("{}", "{ n = 1}"),
        ("{ a = 1 }", "{ a = 1, n = 1 }"),
        ('{ "a}" = "${b["{"]}", }', '{ "a}" = "${b["{"]}", n = 1 }'),
        ("{\n    a = { b = [1] }\n  }", "{\n    a = { b = [1] }\n  n = 1\n}"),
        ("{\n    a = 1 # }, {\n  }", "{\n    a = 1 # }, {\n  n = 1\n}"),
    ],
)
def test_an_attribute_is_added_to_an_object(value, expected):
    (module,) = modules(MODULE % value)
    assert module.object("x").with_attribute("n = 1") == MODULE % expected


@pytest.mark.parametrize("value", ["local.x", "merge({ a = 1 }, {})", "[]", "{}.a", "{ for a in b : a => a }"])
def test_any_other_expression_is_not_an_object(value):
    (module,) = modules(MODULE % value)
    assert module.object("x") is None
    assert module.expression("x") == value


def test_attributes_are_those_of_the_block_itself():
    text = 'module "m" {\n  a = {\n    x = [1]\n  }\n  b {\n    x = [2]\n  }\n  x = [3] # 4\n}\nmodule "n" {\n}\n'
    first, second = modules(text)
    assert (first.label, list(first.attributes()), first.expression("x")) == ("m", ["a", "x"], "[3]")
    assert (second.label, second.attributes(), second.expression("x")) == ("n", {}, None)


def test_objects_in_objects_are_read():
    routes = """{
    "GET /a"  = { f = g(module.a, { h = 1 }), i = local.j } # "GET /b" = {}
    "POST /a" = {
      f = module.b == 1 ? [
        1,
      ] : []
      i = { j = 1 }
    }
    "PUT /a" : { i = 2 }
  }"""
    (module,) = modules(MODULE % routes)
    x = module.object("x")
    assert {name: x.object(name).expression("i") for name in x.attributes()} == {
        "GET /a": "local.j",
        "POST /a": "{ j = 1 }",
        "PUT /a": "2",
    }


def test_blocks_have_their_labels_and_values_of_several_lines():
    text = 'variable "a" {\n  description = <<-EOT\n    One, {\n    two.\n  EOT\n  default = 1\n}\nlocals {\n}\n'
    text += 'resource "aws_sqs_queue" "this" {\n}\nresources "a" {\n}\n'
    (variable,) = blocks(text, "variable")
    assert variable.expression("description") == "<<-EOT\n    One, {\n    two.\n  EOT"
    assert variable.expression("default") == "1"
    assert [block.label for block in blocks(text, "locals")] == [""]
    assert [block.label for block in blocks(text, "resource")] == ["aws_sqs_queue.this"]


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ('module "a" {\n  b = 1 # one\n  c = 2\n}\n', 'module "a" {\n  b = true # one\n  c = 2\n}\n'),
        ('module "a" {\n  b = [\n    1,\n  ]\n}\n', 'module "a" {\n  b = true\n}\n'),
        ('module "a" {\n  c = 2\n}\n', 'module "a" {\n  c = 2\nb = true\n}\n'),
        ('module "a" {\n  c = { b = 1 }\n}\n', 'module "a" {\n  c = { b = 1 }\nb = true\n}\n'),
    ],
)
def test_an_attribute_gets_a_value(text, changed):
    (module,) = modules(text)
    assert module.with_value("b", "true") == changed
