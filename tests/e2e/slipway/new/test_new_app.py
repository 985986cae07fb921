"""``slipway new app`` in this repository: the written files are formatted, linted and typed, and their tests pass."""

import json
import os
import re
import subprocess
import sys
import textwrap

import pytest
from page_commands import section

from slipway.new.rendering import render_file
from slipway.terraform import binary, hcl

from .conftest import ADDED, CONSUMER, NAMES

pytestmark = pytest.mark.xdist_group("new-app")


@pytest.fixture
def run(repository):
    """``run(module, …)`` runs a Python tool there."""

    def run(module, *arguments, **variables):
        done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=repository, capture_output=True,
                              text=True, check=False, env={**os.environ, **variables})  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    return run


def test_python_is_formatted_linted_and_typed(run, repository, tmp_path):
    written = [f"{folder}/{name}" for folder in ("apps", "tests/unit/apps") for name in NAMES]
    run("ruff", "format", "--check", *written)
    run("ruff", "check", *written)
    folders = [repository / "libs", *(repository / "apps" / name for name in NAMES)]
    files = [str(file) for name in ADDED for file in (repository / "apps" / name).glob("*.py")]
    for kind in ("fifo", "s3", "schedule", "sqs", "stream", "url"):  # their format is checked by unit tests
        (tmp_path / f"{kind}_handler.py").write_text(render_file(f"app/{kind}/handler.py", {"source": "orders"}))
    files += map(str, tmp_path.iterdir())
    run("mypy", *files, MYPYPATH=os.pathsep.join(map(str, folders)))


def test_terraform_is_formatted(repository):
    command = [binary.find(repository), "fmt", "-check", "-recursive", "iac"]
    environment = {"PATH": os.environ["PATH"]}  # TF_CLI_CONFIG_FILE may name a file that isn't there
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_tests_of_the_apps_pass(run):
    run("pytest", "-q", "-p", "no:cacheprovider", *(f"tests/unit/apps/{name}" for name in NAMES))


def test_the_recipe_for_a_consumer_shows_the_block_that_is_written(repository):
    (shown,) = re.findall(r"```terraform\n(.*?)```", section("docs/recipes.md", "Add a consumer"), re.DOTALL)
    (expected,) = hcl.modules(textwrap.dedent(shown))
    written = (repository / "iac/movies/functions.tf").read_text()
    (found,) = [module for module in hcl.modules(written) if module.label == expected.label]
    assert {name: found.expression(name) for name in found.attributes()} == {
        name: expected.expression(name) for name in expected.attributes()
    }
    assert expected.label == f"{CONSUMER.replace('-', '_')}_queue"


def test_each_route_is_in_the_api_document(repository):
    paths = json.loads((repository / "docs" / "openapi.json").read_text())["paths"]
    for method, path in (route.split() for route in ADDED.values() if route):
        assert method.lower() in paths[path]
