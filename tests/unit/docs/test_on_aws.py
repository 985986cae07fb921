"""The commands of docs/on-aws.md: those that a workflow's role could run, too."""

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "tests" / "support"))

from environment_files import settings  # noqa: E402 - after the path

TEXT = (ROOT / "docs" / "on-aws.md").read_text()
INIT = re.findall(r"terraform -chdir=iac/(\w+) init (.*)$", TEXT, re.MULTILINE)
APPLY = re.findall(r"terraform -chdir=iac/(\w+) apply -var-file=(\S+)(.*)$", TEXT, re.MULTILINE)


def test_every_stack_is_initialized_and_applied():
    assert {stack for stack, _ in INIT} == {stack for stack, _, _ in APPLY} == {"movies", "frontend"}


@pytest.mark.parametrize(("stack", "arguments"), INIT)
def test_a_state_is_locked_and_has_a_key_that_the_roles_can_reach(stack, arguments):
    (file,) = re.fullmatch(r"-backend-config=(\S+)", arguments).groups()
    backend = settings(ROOT / "iac" / stack / file)
    environment = Path(file).name.partition(".")[0]
    assert backend["key"] == f"{environment}/{stack}.tfstate"
    assert backend["use_lockfile"] is True


@pytest.mark.parametrize(("stack", "file", "arguments"), APPLY)
def test_an_apply_uses_variables_that_the_stack_declares(stack, file, arguments):
    assert (ROOT / "iac" / stack / file).is_file()
    declared = set(re.findall(r'^variable "(\w+)"', (ROOT / "iac" / stack / "variables.tf").read_text(), re.MULTILINE))
    assert set(re.findall(r"-var (\w+)=", arguments)) <= declared


def test_the_api_allows_the_page_once_its_url_is_known():
    (last,) = [arguments for stack, _, arguments in APPLY[-1:] if stack == "movies"]
    assert "cors_allow_origin=" in last
    assert "site_url" in last
