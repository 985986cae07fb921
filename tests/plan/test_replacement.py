"""A function, a role or a log group can be replaced: nothing that is created before it is destroyed depends on one.

Terraform then would create each of them before it destroys the old one, which AWS refuses while that has the name:
https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy
"""

import re

import pytest
from dependency_graph import DependencyGraph
from module_examples import MODULES, PARTS, module_call, names_of_examples, part_of
from repository import ROOT

FIXED_NAMES = {"aws_cloudwatch_log_group", "aws_iam_role", "aws_lambda_alias", "aws_lambda_function"}
CREATED_FIRST = re.compile(
    r'^resource "(\w+)" "\w+" \{\n(?:(?!^\}).*\n)*?\s+create_before_destroy += true', re.MULTILINE
)
# The READMEs of rest-api and rest-api-method say what to do.
EXEMPT = {
    "authorizer/rest-api",
    "rest-api-method/authorization",
    "rest-api-method/minimal",
}
# Its deployment depends on the machine and on the role of the integration. The README says what to do.
EXEMPT_STACKS = {"iac/packages"}
STACKS = sorted(file.parent.relative_to(ROOT).as_posix() for file in (ROOT / "iac").glob("*/versions.tf"))


def created_first():
    """Return the types of resources that any configuration creates before it destroys them."""
    return {kind for file in [*MODULES.rglob("*.tf"), *(ROOT / "iac").rglob("*.tf")]
            for kind in CREATED_FIRST.findall(file.read_text())}  # fmt: skip


def replaced_too_early(graph, prefix=""):
    """Return the resources that Terraform would create before it destroys them, by the one that makes it do so."""
    return {
        node: found
        for kind in created_first()
        for node in graph.of_type(kind)
        if prefix in node and (found := graph.types_below(node) & FIXED_NAMES)
    }


@pytest.fixture(scope="module")
def graph(tf_module, graph_of):
    """``graph(directory)`` is the graph of a root configuration."""
    return lambda directory: DependencyGraph(graph_of(tf_module(directory)))


@pytest.fixture(scope="module")
def examples(example_root):
    """``examples[0]`` is the graph of the first root with examples."""
    return [DependencyGraph(example_root(part)["graph"]) for part in PARTS]


def test_resources_that_are_created_first():
    assert created_first() == {"aws_acm_certificate", "aws_api_gateway_deployment", "aws_lambda_layer_version"}


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_can_replace_its_functions_and_roles(graph, stack):
    assert bool(replaced_too_early(graph(stack))) == (stack in EXEMPT_STACKS)


def test_an_example_can_replace_its_functions_and_roles(examples):
    found = {
        each: replaced_too_early(examples[part_of(each)], f"module.{module_call(each)}.")
        for each in names_of_examples()
    }
    assert {each for each in found if found[each]} == EXEMPT


def test_routes_that_depend_on_all_of_a_function_are_found(graph, tmp_path):
    """Those that rest-api's README warns of."""
    (tmp_path / "main.tf").write_text(f"""
module "function" {{
  source   = "{MODULES}//lambda"
  for_each = toset(["a", "b"])
  name     = each.key
  handler  = "a.handler"
}}

module "whole" {{
  source  = "{MODULES}//rest-api"
  name    = "a"
  methods = {{ "GET /" = {{ function = module.function["a"] }} }}
}}

module "literal" {{
  source    = "{MODULES}//rest-api"
  name      = "b"
  methods   = {{ "GET /" = {{ function_name = module.function["a"].name }} }}
  functions = values(module.function)
}}

module "expression" {{
  source    = "{MODULES}//rest-api"
  for_each  = toset(["a", "b"])
  name      = each.key
  methods   = {{ "GET /" = {{ function_name = module.function[each.key].name }} }}
  functions = values(module.function)
}}

module "text" {{
  source    = "{MODULES}//rest-api"
  for_each  = toset(["a", "b"])
  name      = each.key
  methods   = {{ "GET /" = {{ function_name = each.key }} }}
  functions = values(module.function)
}}
""")
    assert replaced_too_early(graph(tmp_path)) == {
        f"[root] module.{name}.aws_api_gateway_deployment.this (expand)": FIXED_NAMES
        for name in ("whole", "expression")
    }
