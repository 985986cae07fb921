"""Plans and refusals of many scenarios of one module, from few runs of Terraform."""

import pytest

MODULE = """
variable "name" {
  type = string
  validation {
    condition     = length(var.name) < 9
    error_message = "The name must be shorter than 9."
  }
}
variable "sizes" {
  type    = map(number)
  default = { "a.b" = 1 }
  validation {
    condition     = alltrue([for size in values(var.sizes) : size > 0])
    error_message = "Sizes must be positive."
  }
}
variable "limit" {
  type     = number
  default  = 10
  nullable = false
  validation {
    condition     = var.limit >= sum(values(var.sizes))
    error_message = "The limit must not be below the sum of the sizes."
  }
}
module "child" {
  source = "./child"
  name   = var.name
}
resource "terraform_data" "sizes" {
  for_each = var.sizes
  input    = [each.key, each.value, substr(local.padded, 0, 2)]
}
resource "terraform_data" "limit" {
  input = var.limit
  lifecycle {
    precondition {
      condition     = var.limit != 7
      error_message = "Seven is too few."
    }
  }
}
locals {
  padded = regex("^[^!]+", var.name)
}
output "name" {
  value = var.name
}
output "secret" {
  value     = { name = var.name, id = terraform_data.limit.id }
  sensitive = true
}
output "id" {
  value = terraform_data.limit.id
}
output "nothing" {
  value = null
}
"""

CHILD = """
variable "name" {
  type = string
}
resource "terraform_data" "this" {
  input = var.name
}
"""


@pytest.fixture
def plan(run, project):
    """``plan(test_module)`` runs pytest on it in a project with the module."""
    project.path.joinpath("module/child").mkdir(parents=True)
    project.path.joinpath("module/main.tf").write_text(MODULE)
    project.path.joinpath("module/child/main.tf").write_text(CHILD)
    return run


def test_plan_of_a_scenario_is_as_that_of_the_module_alone(plan, project):
    plan(
        """
        def test_it(tf):
            text = '"${1 + 1}" %{ if true }ü🛥\\\\n'
            scenarios = {
                "first": {"name": "a"},
                "sec-ond": {"name": "bb", "sizes": {text: 1.5, "${each.key}": 2}},
                "third": {"name": "c", "limit": 20},
            }
            plans = tf.plans("module", scenarios)
            assert list(plans) == list(scenarios)
            for name, variables in scenarios.items():
                alone = tf("module", **variables).plan()
                assert plans[name].changes == alone.changes
                assert plans[name].counts() == alone.counts()
                assert plans[name].differences() == alone.differences()
                assert plans[name].outputs == alone.outputs
                assert plans[name].outputs.sensitive == alone.outputs.sensitive
                assert plans[name].variables == alone.variables
                for part in ("resource_changes", "output_changes"):
                    assert plans[name][part] == alone[part]
                for address, module in alone.modules.items():
                    assert plans[name].modules[address].resources == module.resources
            size = plans["sec-ond"].one("terraform_data", input=[text, 1.5, "bb"])
            assert size.address.startswith("terraform_data.sizes[")
        """
    ).assert_outcomes(passed=1)

    assert list(project.path.glob(".slipway/stacks/*")) == []


def test_refused_scenario_of_plans_is_named(plan):
    result = plan("def test_it(tf): tf.plans('module', {'good': {'name': 'a'}, 'long': {'name': 'longlonglong'}})")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*failed with exit code 1: Invalid value for variable: *", "*on long.tf.json line 4*"])


def test_module_that_can_not_have_several_instances_in_one_call_has_a_call_for_each_scenario(plan, project):
    with project.path.joinpath("module/main.tf").open("a") as file:
        file.write('provider "terraform" {\n}\n')

    plan("""
        def test_it(tf):
            plans = tf.plans("module", {"first": {"name": "a"}, "second": {"name": "b"}})
            assert {name: plan.outputs["name"] for name, plan in plans.items()} == {"first": "a", "second": "b"}
    """).assert_outcomes(passed=1)


def test_each_refused_scenario_has_its_own_errors_whatever_step_finds_them(plan):
    plan(
        """
        def test_it(tf):
            refused = tf.refusals(
                "module",
                {
                    "missing": {},
                    "type": {"name": "a", "sizes": "none"},
                    "validation": {"sizes": {"a": 1}, "name": "longlonglong"},
                    "two": {"name": "longlonglong", "sizes": {"a": -1}},
                    "compared": {"name": "a", "limit": 0},
                    "resource": {"name": "a", "limit": 7},
                    "local": {"name": "!"},
                    "local_too": {"name": "!a"},
                },
            )
            assert list(refused) == [
                "missing", "type", "validation", "two", "compared", "resource", "local", "local_too"
            ]
            assert refused["missing"].startswith('Missing required argument: The argument "name" is required')
            assert refused["type"].startswith("variable sizes: Invalid value for")
            message = "variable name: Invalid value for variable: The name must be shorter than 9. This was checked"
            assert refused["validation"].startswith(message)
            assert message in refused["two"]
            assert "variable sizes: Invalid value for variable: Sizes must be positive." in refused["two"]
            assert "limit must not be below" in refused["compared"] and "name" not in refused["compared"]
            assert refused["resource"] == "Resource precondition failed: Seven is too few."
            assert "pattern" in refused["local"] and "pattern" in refused["local_too"]
        """
    ).assert_outcomes(passed=1)


def test_scenario_that_is_not_refused_is_named_with_its_variables(plan):
    result = plan("""
        def test_it(tf):
            tf.refusals("module", {"long": {"name": "longlonglong"}, "good": {"name": "a"}, "fine": {"name": "b"}})
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Terraform accepts:", "*  good: {'name': 'a'}", "*  fine: {'name': 'b'}"])
    assert "long: " not in result.stdout.str().partition("Terraform accepts:")[2].partition("test_it")[0]
    assert "slipway/harness" not in result.stdout.str()


@pytest.mark.parametrize("method", ["plans", "refusals"])
@pytest.mark.parametrize(
    ("scenarios", "message"),
    [
        ({"a": {"nmae": "a"}}, "*has no variable 'nmae'; it declares limit, name, sizes"),
        ({"a b": {"name": "a"}}, "*a scenario can't have the name 'a b', which becomes that of a module call*"),
        ({}, "*there is no scenario of */module"),
    ],
)
def test_mistake_in_the_test_is_an_error_and_no_refusal(plan, method, scenarios, message):
    result = plan(f"def test_it(tf): tf.{method}('module', {scenarios})")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([message])


def test_part_of_a_plan_that_belongs_to_a_module_call(plan, project):
    project.path.joinpath("root").mkdir()
    project.path.joinpath("root/main.tf").write_text(
        'module "a" {\n  source = "../module"\n  name = "a"\n}\n'
        'module "b" {\n  source = "../module"\n  name = "b"\n}\n'
        'output "a" {\n  value = module.a\n  sensitive = true\n}\n'
    )

    plan("""
        import pytest

        def test_it(tf):
            root = tf("root")
            part = root.plan().of_module("a")
            assert part.outputs["name"] == "a"
            assert part.counts() == {"terraform_data": 3}
            assert root.plan().of_module("b").outputs == {}
            with pytest.raises(AssertionError, match="there is no module call 'c'; there are: a, b"):
                root.plan().of_module("c")

            root.apply()
            assert root.plan().of_module("a").changes == {}
            assert root.plan().of_module("a").differences() == []
    """).assert_outcomes(passed=1)


@pytest.mark.parametrize("condition", ['fileexists("${path.module}/child/main.tf")', "var.name != local.reserved"])
def test_validation_that_needs_more_than_the_variables_refuses_only_what_it_should(plan, project, condition):
    module = project.path / "module/main.tf"
    text = module.read_text().replace("length(var.name) < 9", f"length(var.name) < 9 && {condition}")
    module.write_text(text + 'locals {\n  reserved = "all"\n}\n')

    plan("""
        def test_it(tf):
            scenarios = {"long": {"name": "longlonglong"}, "seven": {"name": "a", "limit": 7}}
            refused = tf.refusals("module", scenarios)
            assert "The name must be shorter than 9." in refused["long"]
            assert refused["seven"] == "Resource precondition failed: Seven is too few."
    """).assert_outcomes(passed=1)


def test_validations_of_nested_modules_refuse_scenarios_in_a_plan_for_all(plan, project):
    main, child = project.path / "module/main.tf", project.path / "module/child/main.tf"
    nested = """
    module "nested" {
      source     = "./child"
      name       = local.nested
      ids        = [for each in terraform_data.sizes : each.id]
      depends_on = [terraform_data.limit]
    }
    locals {
      nested = "nested-${var.limit}"
      ids    = terraform_data.limit.id
    }
    """
    main.write_text(main.read_text() + nested)
    child.write_text("""
    variable "name" {
      type = string
      validation {
        condition     = !endswith(var.name, "0")
        error_message = "The name must not end with 0: write terraform_data.limit.id."
      }
    }
    variable "ids" {
      type    = list(string)
      default = []
      validation {
        condition     = alltrue([for id in var.ids : id != "" && id != terraform_data.this.id])
        error_message = "An id must not be empty."
      }
    }
    resource "terraform_data" "this" {
      input = file("${path.module}/value.txt")
    }
    """)
    child.with_name("value.txt").write_text("1")

    plan("""
        import pytest
        from slipway.terraform import Terraform

        def test_it(tf, monkeypatch):
            planned = []
            plan_errors = Terraform.plan_errors
            monkeypatch.setattr(Terraform, "plan_errors", lambda self: planned.append(1) or plan_errors(self))
            scenarios = {f"limit_{number}": {"name": "a", "limit": number} for number in (20, 30, 40)}
            refused = tf.refusals("module", {**scenarios, "name": {"name": "a0", "limit": 11}})
            assert list(refused) == [*scenarios, "name"]
            for each in refused.values():
                assert "Invalid value for variable: The name must not end with 0: write terraform_data" in each
                assert "terraform_data.limit.id" in each
            assert len(planned) == 2  # the first is without the modules that it calls

            with pytest.raises(AssertionError, match="good: "):
                tf.refusals("module", {"good": {"name": "a", "limit": 11}})
    """).assert_outcomes(passed=1)


@pytest.mark.parametrize("source", ["{folder}//child", "./child"])
def test_a_nested_module_that_is_not_copied_refuses_too(plan, project, source):
    folder = project.path / "module"
    main = folder / "main.tf"
    main.write_text(main.read_text().replace("./child", source.format(folder=folder)))
    child = folder / "child/main.tf"
    condition = 'fileexists("${path.module}/../${var.name}")'
    validation = f'validation {{\n    condition = {condition}\n    error_message = "No file."\n  }}\n}}'
    child.write_text(child.read_text().replace("}", validation, 1))
    (folder / "main.txt").touch()

    plan("""
        def test_it(tf):
            assert "No file." in tf.refusals("module", {"missing": {"name": "none"}})["missing"]
            tf.plans("module", {"good": {"name": "main.txt"}})
    """).assert_outcomes(passed=1)
