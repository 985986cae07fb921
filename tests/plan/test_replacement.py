"""A function, a role or a log group can be replaced: nothing that is created before it is destroyed depends on one.

Terraform then would create each of them before it destroys the old one, which AWS refuses while that has the name:
https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#create_before_destroy

AWS deletes the policies of what is replaced. Terraform doesn't see it if the new one has the same name.
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
RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
PARENT = re.compile(
    r"^  (?:role|repository) += (aws_iam_role|aws_ecr_repository)\.(\w+)(?:\[\w+\])?\.name$", re.MULTILINE
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
FOLDERS = [*STACKS, *sorted(file.parent.relative_to(ROOT).as_posix() for file in MODULES.glob("*/versions.tf"))]


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


def lost_policies(text):
    """Return the policies that are deleted with their role or repository, and only created again by a second apply.

    A role without a path is only replaced by one of another name.
    """
    resources = {(kind, name): body for kind, name, body in RESOURCE.findall(text)}
    parents = {key: match.groups() for key, body in resources.items() if (match := PARENT.search(body))}
    return [
        ".".join(key)
        for key, parent in parents.items()
        if (parent[0] != "aws_iam_role" or re.search(r"^  path +=", resources[parent], re.MULTILINE))
        and not re.search(rf"replace_triggered_by = \[{'[.]'.join(parent)}\b", resources[key])
    ]


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


def test_a_policy_is_replaced_with_its_role_or_repository():
    texts = {folder: "\n".join(file.read_text() for file in (ROOT / folder).glob("*.tf")) for folder in FOLDERS}
    assert {folder: lost for folder, text in texts.items() if (lost := lost_policies(text))} == {}


def test_a_lost_policy_is_found():
    role = 'resource "aws_iam_role" "a" {\n  name = "a"\n%s}\n\n'
    policy = 'resource "aws_iam_role_policy" "b" {\n  role = aws_iam_role.a.name\n%s}\n'
    trigger = "\n  lifecycle {\n    replace_triggered_by = [aws_iam_role.%s.unique_id]\n  }\n"
    assert lost_policies(role % '  path = "/a/"\n' + policy % "") == ["aws_iam_role_policy.b"]
    assert lost_policies(role % '  path = "/a/"\n' + policy % (trigger % "other")) == ["aws_iam_role_policy.b"]
    assert lost_policies(role % '  path = "/a/"\n' + policy % (trigger % "a")) == []
    assert lost_policies(role % "" + policy % "") == []


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
