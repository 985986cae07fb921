"""The output of a failing test: the expected and the actual value, and no line of the harness."""

import pytest

ONE = """
    variable "name" {
      type    = string
      default = "a"
    }
    resource "terraform_data" "this" {
      input = var.name
    }
    output "name" {
      value = terraform_data.this.output
    }
"""

FAILURES = {
    "tf('one').apply().outputs['nmae']": "*KeyError: \"there is no output 'nmae'; there are: name\"",
    "tf('one').outputs['name']": "*KeyError: \"there is no output 'name'; there are: none; is it applied[?]\"",
    "tf('one').plan().one('terraform_data', input='b')": "*no terraform_data with input='b' is planned, but:",
    "tf('one').plan_error(name='b')": "*Terraform accepts {'name': 'b'}",
    "tf('one', nmae='b').plan()": "*has no variable 'nmae'; it declares name",
    "tf('nowhere')": "*nowhere holds no Terraform configuration*starts at pytest's root directory",
    "tf('broken')": "*Unable to evaluate directory symlink*",
    "eventually(lambda: tf('nowhere'))": "*nowhere holds no Terraform configuration*",
}


@pytest.mark.parametrize("statement", FAILURES)
def test_failure_shows_the_test_and_the_message(run, statement):
    result = run(
        f"def test_it(tf, eventually): {statement}", one=ONE, broken='module "one" {\n  source = "./none"\n}\n'
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([FAILURES[statement]])
    assert f"def test_it(tf, eventually): {statement}" in result.stdout.str()
    assert "slipway/harness" not in result.stdout.str()
    assert "slipway/terraform" not in result.stdout.str()


def test_full_trace_shows_the_harness_too(run):
    result = run("def test_it(tf): tf('nowhere')", "--full-trace")

    result.stdout.fnmatch_lines(["*slipway/harness/configuration.py*"])
