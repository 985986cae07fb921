"""Launching and removing in an environment, with real Terraform, a state per stack, and no provider."""

import json
import sys

import pytest
from repository import ROOT

from slipway import cli
from slipway.aws.target import Target
from slipway.ci import infrastructure
from slipway.ci.infrastructure import Environment
from slipway.config.project import load_project
from slipway.errors import SlipwayError
from slipway.launch import environments
from slipway.terraform import binary

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

resource "terraform_data" "word" {
  input = "${var.environment} ${var.word}"
}

output "word" {
  value = terraform_data.word.output
}

output "secret" {
  value     = "secret"
  sensitive = true
}
"""
SETTINGS = """
region = "eu-central-1"
account = "123456789012"
environment = "local"

[stacks.tables]
directory = "iac/tables"
outputs = { tables_word = "word", tables_secret = "secret" }

[stacks.other]
directory = "iac/other"
outputs = { other_word = "word" }

[stacks.site]
directory = "iac/site"
variables = { word = "{tables_word}" }
outputs = { site_pipeline = "word" }
pipeline = "site_pipeline"

[stacks.roles]
directory = "iac/none"
local_only = true
outputs = { role = "word" }

[stacks.delivery]
directory = "iac/delivery"
variables = { word = "{role}" }
delivers = ["other"]
outputs = { delivery_pipeline = "word" }
pipeline = "delivery_pipeline"
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project that hasn't been applied, with a target whose account is known; the working directory."""
    terraform = binary.find(ROOT)
    monkeypatch.setattr(binary, "find", lambda _: terraform)
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    for name in ("tables", "other", "site", "delivery"):
        files = tmp_path / "iac" / name / "environments"
        files.mkdir(parents=True)
        (files.parent / "main.tf").write_text(STACK)
        (files / "dev.tfvars").write_text(f'word = "{name}"\n')
        (files / "dev.s3.tfbackend").write_text(f"path = {json.dumps(str(tmp_path / f'{name}.tfstate'))}\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Target, "from_environment", lambda: Target("http://127.0.0.1:9", "eu-central-1", "k", "s"))
    monkeypatch.setattr(Target, "client", lambda *_: Account())
    return tmp_path


class Account:
    """A fake of STS."""

    def get_caller_identity(self) -> dict:
        return {"Account": "123456789012"}


@pytest.fixture
def followed(monkeypatch):
    """The names of the pipelines that were followed."""
    names: list[str] = []
    monkeypatch.setattr(environments.pipelines, "ensure_succeeded", lambda _, __, name, *___: names.append(name))
    return names


@pytest.fixture
def answer(monkeypatch):
    """``answer("yes")`` answers the question; None leaves stdin without a terminal."""

    def answer(text: str | None) -> None:
        monkeypatch.setattr(sys, "stdin", Stdin(text))

    return answer


class Stdin:
    def __init__(self, text: str | None) -> None:
        self.text = text

    def isatty(self) -> bool:
        return self.text is not None

    def readline(self) -> str:
        return f"{self.text}\n"


def applied(project) -> list[str]:
    states = {each.stem: json.loads(each.read_text()) for each in project.glob("*.tfstate")}
    return sorted(name for name, state in states.items() if state["resources"])


def test_only_yes_applies_and_down_removes_what_up_launched(project, followed, answer, capsys):
    answer("y")
    assert cli.main(["pipeline", "up", "--environment", "dev"]) == 1
    shown = capsys.readouterr().err
    assert "### dev/tables: 3 to create" in shown
    assert "Apply this in account 123456789012, region eu-central-1? Only yes continues: " in shown
    assert "other" not in shown
    assert (applied(project), followed) == ([], [])

    answer("yes")
    assert cli.main(["pipeline", "up", "site", "--environment", "dev"]) == 0
    assert capsys.readouterr().out == "tables_word    dev tables\nsite_pipeline  dev site\n"
    assert (applied(project), followed) == (["site", "tables"], ["dev site"])

    answer("no")
    assert cli.main(["pipeline", "up", "--environment", "dev"]) == 0  # nothing to apply, so nothing is asked
    assert cli.main(["pipeline", "down", "--environment", "dev"]) == 0
    assert capsys.readouterr().err.endswith("nothing was removed\n")
    assert applied(project) == ["site", "tables"]

    answer(None)
    assert cli.main(["pipeline", "down", "--environment", "dev", "--yes"]) == 0
    assert applied(project) == []


def test_down_also_removes_what_a_pipeline_has_delivered(project, answer, capsys, monkeypatch):
    """What belongs to the account isn't applied, and has no files for an environment."""
    answer(None)

    def deliver(launched, target, *_):
        plans = infrastructure.plan(load_project(project), Environment(target, "dev"), ["other"])
        approved = {plan.title: plan.digest for plan in plans}
        infrastructure.apply(load_project(project), Environment(target, "dev"), approved, lambda _: None)

    monkeypatch.setattr(environments.pipelines, "ensure_succeeded", deliver)
    assert cli.main(["pipeline", "up", "delivery", "--environment", "dev", "--yes"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "delivery_pipeline  dev delivery\nother_word         dev other\n"
    assert "dev/other" not in captured.err
    assert applied(project) == ["delivery", "other"]

    assert cli.main(["pipeline", "down", "delivery", "--environment", "dev", "--yes"]) == 0
    assert "dev/other" in capsys.readouterr().err
    assert applied(project) == []


def test_without_a_terminal_the_option_is_needed(project, followed, answer, capsys):
    answer(None)
    assert cli.main(["pipeline", "up", "--environment", "dev"]) == 1
    assert capsys.readouterr().err.endswith(
        "slipway: nobody can be asked here: add --yes to apply these plans without asking\n"
    )
    assert (applied(project), followed) == ([], [])


def test_protected_resources_stop_the_removal_before_anybody_is_asked(project, followed, answer, capsys, monkeypatch):
    answer(None)
    assert cli.main(["pipeline", "up", "--environment", "dev", "--yes"]) == 0
    address = "terraform_data.word"
    monkeypatch.setattr("slipway.launch.protection.protected", lambda *_: iter([(address, "has deletion protection")]))
    assert cli.main(["pipeline", "down", "--environment", "dev"]) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith(f"slipway: nothing was removed, because AWS would keep {address} has deletion protection;")
    assert applied(project) == ["site", "tables"]


def test_a_failed_execution_is_an_error(project, answer, monkeypatch):
    def fail(*_):
        raise SlipwayError("dev site Failed")

    monkeypatch.setattr(environments.pipelines, "ensure_succeeded", fail)
    assert cli.main(["pipeline", "up", "--environment", "dev", "--yes"]) == 1
