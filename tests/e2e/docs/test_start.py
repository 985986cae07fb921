"""docs/start.md's commands, word for word and in its order, and what is left of the repository then."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import repository
from repository import ROOT

from slipway.config.app import load_apps
from slipway.config.project import load_project
from slipway.terraform import binary

pytestmark = pytest.mark.xdist_group("start")

PAGE = (ROOT / "docs" / "start.md").read_text()
BLOCK = re.compile(r'^```(?:sh|terraform title="(?P<file>.+?)")\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
AUTHOR = "git config user.name Owner && git config user.email owner@example.com"
SLIPWAY = Path(sys.executable).with_name("slipway")
# `make` is written down here: what it does, other tests show of the repository as it is, in minutes. It sets up .venv.
MAKE = f'make() {{ echo "$@" >> ../made; mkdir -p .venv/bin; ln -sf {SLIPWAY} .venv/bin/; }}'
# sed of macOS, as far as it differs from GNU's: https://man.freebsd.org/cgi/man.cgi?sed
BSD_SED = r"""sed() {
  case "$*" in
    -i\ *|*\ -i\ *|*'\|'*|*'\+'*|*'\?'*) echo "sed: not an option or expression of BSD's: $*" >&2; return 1;;
  esac
  command sed "$@"
}"""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """A copy of the repository in which all of the page was done, in one shell."""
    directory = tmp_path_factory.mktemp("start") / "orders"
    repository.copy_to(directory)
    script = [
        "set -euo pipefail",
        MAKE,
        BSD_SED,
        f"git init -q -b main && {AUTHOR} && git add -A && git commit -qm First",
    ]
    for block in BLOCK.finditer(PAGE):
        text, file = block["text"], block["file"]
        script.append(f"cat > {file} <<'END'\n{text}END" if file else text)
    done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=directory, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


@pytest.fixture
def run(start):
    """``run(module, …)`` runs a Python tool there and returns what it prints."""

    def run(module, *arguments):
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=start, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


def test_the_commands_have_no_comments_which_zsh_does_not_know_at_its_prompt():
    assert not re.search(r"^[^#\n]+ # ", "".join(block["text"] for block in BLOCK.finditer(PAGE)), re.MULTILINE)


def test_every_change_is_in_a_commit(start):
    left = subprocess.run(["git", "status", "--short"], cwd=start, capture_output=True, text=True, check=True).stdout
    assert left == ""


def test_what_make_is_asked_for_is_there(start):
    makefile = (start / "Makefile").read_text()
    targets = (start.parent / "made").read_text().split()
    assert targets
    assert all(f"\n{target}: " in makefile for target in targets)


def test_slipway_knows_the_one_stack_and_its_app(start):
    project = load_project(start)
    assert (project.region, project.repositories) == ("us-east-1", {"acme/orders": "."})
    assert [stack.directory for stack in project.stacks] == ["iac/orders"]
    assert [app.name for app in load_apps(start)] == ["take-order"]


def test_no_example_name_is_left_in_what_is_deployed(start):
    files = [start / "slipway.toml", *(start / "iac/orders/environments").iterdir()]
    text = "".join(file.read_text() for file in files)
    assert not re.search("example/slipway|eu-central-1|slipway-|movies|prod", text)
    assert "acme-state-210987654321-us-east-1" in text


def test_the_stack_is_planned(start, tf):
    plan = tf(start / "iac/orders", environment="dev").plan()
    assert plan.one("aws_lambda_function", function_name="dev-take-order")
    assert plan.one("aws_lambda_event_source_mapping")


def test_terraform_and_python_are_formatted_and_linted(start, run):
    command = [binary.find(ROOT), "fmt", "-check", "-recursive", "iac"]
    environment = {"PATH": os.environ["PATH"]}  # TF_CLI_CONFIG_FILE may name a file that isn't there
    done = subprocess.run(command, cwd=start, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    run("ruff", "format", "--check", ".")
    run("ruff", "check", ".")


def test_the_tests_that_are_left_are_found(run):
    assert "error" not in run("pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests").splitlines()[-1]


def test_the_tests_of_what_is_left_pass(run):
    files = ["tests/unit/apps", "tests/unit/slipway/config/test_project.py", "tests/workflows/test_stages.py"]
    run("pytest", "-q", "-p", "no:cacheprovider", *files, "tests/workflows/test_invariants.py")
