"""Applying approved plans, with real Terraform, a state per stack, and no provider."""

import json
import shutil
from dataclasses import replace

import pytest
from repository import ROOT

from slipway.aws.target import Target
from slipway.ci import infrastructure
from slipway.ci.infrastructure import Environment
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.terraform import Terraform, binary

NAMES = ["first", "second", "third"]
STACK = """
terraform {
  backend "local" {}
}

variable "environment" {
  type = string
}

variable "region" {
  type = string
}

variable "word" {
  type = string
}

output "word" {
  value = var.word
}

output "secret" {
  value     = var.word
  sensitive = true
}

resource "terraform_data" "word" {
  input = "${var.environment} ${var.word}"
}
"""
MORE = 'resource "terraform_data" "more" {\n}\n'
ENVIRONMENT = Environment(Target("http://127.0.0.1:9", "eu-central-1", "test", "test"), "dev")


def write_project(root):
    """Write a project with three stacks that haven't been applied, and return it."""
    settings = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n'
    for name in NAMES:
        settings += f'[stacks.{name}]\ndirectory = "iac/{name}"\n'
        environments = root / "iac" / name / "environments"
        environments.mkdir(parents=True)
        (environments.parent / "main.tf").write_text(STACK)
        (environments / "dev.tfvars").write_text(f'word = "{name}"\n')
        (environments / "dev.s3.tfbackend").write_text(f"path = {json.dumps(str(root / f'{name}.tfstate'))}\n")
    (root / "slipway.toml").write_text(settings)
    return load_project(root)


@pytest.fixture(scope="module", autouse=True)
def terraform():
    """The program of this repository, in a project that is elsewhere."""
    program = binary.find(ROOT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(binary, "find", lambda _: program)
        yield


@pytest.fixture
def project(tmp_path):
    return write_project(tmp_path)


@pytest.fixture(scope="module")
def all_plans(terraform, tmp_path_factory):
    return planned(write_project(tmp_path_factory.mktemp("planned")))


@pytest.fixture
def plans(all_plans):
    """What `planned` returns of the project, as of any other one with the same stacks: a digest has no path."""
    return dict(all_plans)


def planned(project, names=()):
    """Return title -> digest, as in the output `plans` of `slipway ci plan`."""
    return {item.title: item.digest for item in infrastructure.plan(project, ENVIRONMENT, names) if item.changes}


def apply(project, plans):
    """Return the titles of the applied plans, in order."""
    return [item.title for item in infrastructure.apply(project, ENVIRONMENT, plans, lambda _: None)]


def test_layers_are_packaged_before_a_plan_and_an_apply(project):
    """modules/lambda-layer uploads the zip; the job that applies has another checkout."""
    layer, stack = project.root / "layers" / "shared", project.root / "iac" / "second"
    layer.mkdir(parents=True)
    (layer / "money.py").write_text("CURRENCY = 'EUR'\n")
    uploaded = 'resource "terraform_data" "layer" {\n  input = filesha256("../../build/layers/shared.zip")\n}\n'
    (stack / "layer.tf").write_text(uploaded)
    plans = planned(project, ["second"])
    shutil.rmtree(project.root / "build")
    assert apply(project, plans) == ["dev/second"]


def test_stacks_with_an_approved_plan_are_applied_in_the_order_of_the_project(project, plans):
    del plans["dev/second"]
    assert apply(project, dict(reversed(plans.items()))) == ["dev/first", "dev/third"]
    assert planned(project).keys() == {"dev/second"}


def test_a_plan_with_other_changes_stops_the_apply(project, plans):
    more = project.root / "iac/second/more.tf"
    more.write_text(MORE)
    with pytest.raises(SlipwayError, match="dev/second has other changes than the approved plan: plan again"):
        apply(project, plans)

    more.unlink()  # another attempt of the same job
    assert apply(project, plans) == ["dev/second", "dev/third"]  # which nothing has applied before
    assert planned(project) == {}


def test_a_plan_that_takes_data_along_is_refused_before_and_after_its_approval(project, plans, monkeypatch):
    monkeypatch.setattr(infrastructure, "violations", lambda _plan: ["the table would be deleted"])
    for refused in (lambda: planned(project), lambda: apply(project, plans)):
        with pytest.raises(SlipwayError, match="dev/first can't be applied: the table would be deleted"):
            refused()


def test_a_stack_without_files_for_the_environment_is_an_error(project):
    (project.root / "iac/first/environments/dev.tfvars").unlink()
    with pytest.raises(SlipwayError, match=r"there is no iac/first/environments/dev\.tfvars: dev/first needs it"):
        planned(project)


def test_only_the_stacks_that_are_named_are_planned(project):
    titles = [item.title for item in infrastructure.plan(project, ENVIRONMENT, ["third", "first"])]
    assert titles == ["dev/first", "dev/third"]
    with pytest.raises(SlipwayError, match=r"slipway\.toml has no stack 'fourth'; there are first, second, third"):
        infrastructure.plan(project, ENVIRONMENT, ["first", "fourth"])


def test_a_variable_of_the_command_overrides_the_file(project):
    environment = replace(ENVIRONMENT, variables={"word": "given"})
    plans = {plan.title: plan.digest for plan in infrastructure.plan(project, environment, ["first"])}
    infrastructure.apply(project, environment, plans, lambda _: None)
    assert infrastructure.outputs(project, environment, "first") == {"word": "given"}


def test_a_variable_that_a_stack_does_not_declare_is_refused(project):
    with pytest.raises(SlipwayError, match="has no variable 'wrod'"):
        infrastructure.plan(project, replace(ENVIRONMENT, variables={"wrod": "given"}))


def test_the_outputs_of_an_applied_stack_have_no_secrets(project, plans):
    assert infrastructure.outputs(project, ENVIRONMENT, "first") == {}
    apply(project, {"dev/first": plans["dev/first"]})
    assert infrastructure.outputs(project, ENVIRONMENT, "first") == {"word": "first"}


def test_the_outputs_after_an_apply_need_no_init_until_the_backend_changes(project, plans, monkeypatch):
    del plans["dev/third"]
    apply(project, plans)
    inits, init = [], Terraform.init_without_provider

    def counted_init(self, backend):
        inits.append(backend.name)
        init(self, backend)

    monkeypatch.setattr(Terraform, "init_without_provider", counted_init)
    assert infrastructure.outputs(project, ENVIRONMENT, "first") == {"word": "first"}
    assert inits == []

    second = project.root / "iac/second/environments/dev.s3.tfbackend"
    shutil.copy(second, project.root / "iac/first/environments/dev.s3.tfbackend")
    assert infrastructure.outputs(project, ENVIRONMENT, "first") == {"word": "second"}
    assert inits == ["dev.s3.tfbackend"]
