"""Copies of a module with only its variables, or without its resources."""

import pytest

from slipway.harness.module_copies import ReducedModule, copy_variables

MAIN = """\
locals {
  used   = [local.inner, data.aws_region.this.id]
  inner  = aws_sqs_queue.this[*].arn
  unused = aws_sqs_queue.other
}

resource "aws_sqs_queue" "this" {
}

data "aws_region" "this" {
}

module "child" {
  source    = "../child"
  providers = { aws = aws }
  name      = "${aws_sqs_queue.this[0].name}-${module.other.name} aws_sqs_queue.thisX"
  used      = local.used
  depends_on = [
    aws_sqs_queue.this,
  ]
}

module "other" {
  source = "../child"
}

output "all" {
  value = local.unused
}

variable "name" {
  validation {
    condition     = aws_sqs_queue.this.name != var.name
    error_message = "Write aws_sqs_queue.this.name."
  }
}
"""
REDUCED = """\
locals {
  used   = [local.inner, local.slipway_unknown.id]
  inner  = local.slipway_unknown[*].arn

}







module "child" {
  source    = "../child"
  providers = {}
  name      = "${local.slipway_unknown[0].name}-${local.slipway_unknown.name} aws_sqs_queue.thisX"
  used      = local.used
  depends_on = [

]
}

module "other" {
  source = "../child"
}





variable "name" {
  validation {
    condition     = (local.slipway_unknown.name != var.name) && var.slipway_scenario != null
    error_message = "Write aws_sqs_queue.this.name."
  }
}
"""


@pytest.fixture
def module(tmp_path):
    for name, text in {"main/main.tf": MAIN, "main/a.txt": "a", "child/main.tf": 'resource "a" "b" {\n}\n'}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path / "main"


def test_variables_and_calls_stay_in_their_lines_with_the_local_values_that_they_need(module, tmp_path):
    copy = ReducedModule.of(module).write(tmp_path / "copies")

    assert copy == tmp_path / "copies" / "main"
    assert (copy / "main.tf").read_text() == REDUCED
    assert (copy / "a.txt").read_text() == "a"
    assert (copy.parent / "child" / "main.tf").read_text() == "\n\n"


def test_a_copy_without_calls_has_the_variables_of_the_module_alone(module, tmp_path):
    """So it can be made of a module whose calls can't be copied."""
    (module / "more.tf").write_text('module "a" {\n  source = "hashicorp/consul/aws"\n}\n')

    copy = ReducedModule.of(module, with_calls=False).write(tmp_path / "copies")

    text = (copy / "main.tf").read_text()
    assert text.split() == ["locals", "{", "}", *REDUCED[REDUCED.index("variable") :].split()]
    assert text[: text.index("variable")].count("\n") == REDUCED[: REDUCED.index("variable")].count("\n")
    assert (copy / "more.tf").read_text().strip() == (copy / "slipway_added_override.tf").read_text() == ""


@pytest.mark.parametrize(
    "text",
    [
        'module "a" {\n  source = "hashicorp/consul/aws"\n}\n',
        'locals {\n  a = file("${path.module}/../a.txt")\n}\n',
        'module "a" {\n  source = "./none"\n}\n',
        None,
    ],
)
@pytest.mark.parametrize("name", ["main", "child"])
def test_other_sources_files_outside_and_json_are_not_copied(module, name, text):
    file = module.with_name(name) / ("more.tf" if text else "more.tf.json")
    file.write_text(text or "{}")
    assert ReducedModule.of(module) is None


def test_a_module_behind_a_link_is_copied_unless_its_paths_lead_elsewhere(module, tmp_path):
    copied = tmp_path / "copied"
    copied.mkdir()
    (copied / "child").symlink_to(module.with_name("child"))
    module.rename(copied / "main")

    copy = ReducedModule.of(copied / "main").write(tmp_path / "copies")
    assert (copy.parent / "child" / "main.tf").read_text() == "\n\n"

    nested = tmp_path / "child/more.tf"
    nested.write_text('module "a" {\n  source = "../other"\n}\n')
    for folder in (tmp_path, copied):
        (folder / "other").mkdir()
    assert ReducedModule.of(copied / "main") is None


@pytest.mark.parametrize(
    ("text", "are_all"),
    [
        ('variable "a" {\n  description = <<-EOT\n    From $${path.root}/a.\n  EOT\n}\n', True),
        ('variable "a" {\n  default = 1\n  validation {\n    condition = path.cwd == ""\n  }\n}\n', False),
        ("locals {\n  a = path.root\n}\n", True),
    ],
)
def test_variables_that_depend_on_the_place_of_the_module_are_found(tmp_path, text, are_all):
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "main.tf").write_text(text)
    assert copy_variables(tmp_path / "module", tmp_path / "copy") is are_all
