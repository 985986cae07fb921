"""The commands of README.md and of the pages for a running system, word for word, in a fresh clone."""

import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import contextmanager

import pytest
import repository
import yaml
from page_commands import commands, scripts
from repository import ROOT
from uv import find_uv_bin

from slipway import cli
from slipway.terraform.kept_providers import Providers

pytestmark = [pytest.mark.xdist_group("readme"), pytest.mark.slow(500)]

PAGES = ("README.md", "docs/recipes.md", "docs/pipeline.md", "docs/operations.md")
MODULES = (ROOT / "modules/README.md").read_text()
TESTS = re.compile(r"^make test\b.*$", re.MULTILINE)  # this is one of them
AUTHOR = "git config user.name Editor && git config user.email editor@example.com"
COMMIT = f"git init -q -b main && {AUTHOR} && git add -A && git commit -qm First"
# Terraform plans instead of applying. A stack that was not applied has no outputs.
PLAN = """terraform() {
  case "$*" in
    *" output -raw api_url") echo https://api.example.com/live ;;
    *" output -raw site_url") echo https://movies.example.com ;;
    *) command terraform "${@/#apply/plan}" ;;
  esac
}"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the repository's files, with uncommitted changes, before any set-up.

    It has no tests, of which the pages run none: each execution of the pipeline packs and unpacks all files.
    """
    directory = tmp_path_factory.mktemp("clone") / "slipway"
    repository.copy_to(directory, ":!tests")
    yield directory
    run(directory, "make down")


def run(directory, script):
    """Run a script in the environment of the machine, without that of this test run."""
    kept = {
        name: value for name, value in os.environ.items() if not re.match(r"AWS_|TF_|SLIPWAY_|PYTEST|VIRTUAL", name)
    }
    path = os.pathsep.join(
        [str(uv_folder(directory)), *(part for part in kept["PATH"].split(os.pathsep) if ".venv" not in part)]
    )
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{script}"],
        cwd=directory,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def uv_folder(directory):
    """Return a folder for PATH with a uv, that of this environment, as most who use Python have one.

    Without one, pip installs it, for 2 CPU seconds: tests/e2e/slipway/project/test_make.py.
    """
    folder = directory.with_name("uv")
    folder.mkdir(exist_ok=True)
    (folder / "uv").write_text(f'#!/bin/sh\necho "$@" >> {folder}/calls\nexec {find_uv_bin()} "$@"\n')
    (folder / "uv").chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def output(clone):
    """What the examples of all pages print, run in one shell from the first to the last."""
    script = TESTS.sub("", "\n".join(script for page in PAGES for script in scripts(page)))
    result = run(clone, script)
    assert result.returncode == 0, f"{result.stdout[-3000:]}\n{result.stderr[-3000:]}"
    changed = "apps/get-movie/get_movie.py"  # of which a page pushes a change
    shutil.copy2(ROOT / changed, clone / changed)
    return result.stdout


def test_the_set_up_uses_a_uv_that_is_there(output, clone):
    (call,) = (uv_folder(clone) / "calls").read_text().splitlines()
    assert call.startswith("pip install ")


def test_terraform_reads_the_provider_once_for_all_stacks(output, clone):
    logs = [(clone / ".slipway/logs" / f"{stack}.log").read_text() for stack in ("movies", "frontend")]
    assert all("Terraform has been successfully initialized!" in log for log in logs)
    # That of cloud-providers has another apply.
    assert sum("Installed hashicorp/aws" in log for log in logs) <= 1


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "204 No Content", "403 Forbidden"])
def test_the_curl_examples_have_responses(output, status):
    assert f"HTTP/1.1 {status}" in output


def test_the_examples_succeed(output):
    assert not re.search(r"HTTP/1.1 (5|4(?!03))", output)


def test_the_invoked_functions_have_the_statuses_in_the_comments(output):
    assert re.findall(r'"statusCode": (\d+)', output)[:3] == ["404", "200", "500"]


def test_the_changes_were_mailed(output, clone, eventually):
    def mailed():
        mails = run(clone, "make -s mail").stdout
        for subject in ("New movie added: Heat", "Movie updated: Scott Pilgrim", "Movie deleted: Star Wars"):
            assert f"Subject: {subject}" in mails

    eventually(mailed)


def test_the_new_version_of_an_algorithm_is_announced(output, clone, eventually):
    assert "Counts a word of the title twice" in output

    def announced():
        assert "dev-frontend succeeded" in run(clone, "make -s slack").stdout

    eventually(announced)


def test_the_harness_example_passes(tf, aws, unique_name):
    (example,) = re.findall(r"^```python\n(.*?)^```$", MODULES, re.MULTILINE | re.DOTALL)
    names = {}
    exec(example, names)
    names["test_function_answers"](tf, aws, unique_name)


def test_a_module_is_used_from_another_repository(tf, tmp_path):
    (example,) = re.findall(r"^```terraform\n(.*?)^```$", MODULES, re.MULTILINE | re.DOTALL)
    github, other = tmp_path / "github", tmp_path / "other"
    repository.copy_to(github, "modules")
    (tag,) = re.findall(r"\?ref=(\S+?)\"", example)
    assert run(github, f"{COMMIT} && git tag {tag}").returncode == 0
    other.mkdir()
    (other / "main.tf").write_text(example.replace("https://github.com/example/slipway.git", f"file://{github}"))

    assert tf(other).plan().one("aws_lambda_function", function_name="report")["handler"] == "report.handler"


def test_outputs_are_one_json_object(output, clone):
    outputs = json.loads(run(clone, "make outputs").stdout)
    assert {
        "aws_endpoint_url",
        "region",
        "movies_api_url",
        "site_url",
        "pipeline_name",
        "slack_messages",
    } <= outputs.keys()


def test_a_second_make_up_and_one_after_a_down_change_and_start_nothing(output, clone):
    state = 'make -s outputs && eval "$(make -s env)" && .venv/bin/slipway pipeline status --json'
    before = run(clone, state)
    assert before.returncode == 0, before.stderr
    # What the first one would change is in its snapshot, with which the second one begins.
    again = run(clone, f"make up && make down && make up && {state}")
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith(before.stdout)
    for stack in ("movies", "cloud-providers", "frontend"):
        assert "No changes." in (clone / ".slipway" / "logs" / f"{stack}.log").read_text()


def test_a_function_is_rolled_back(output):
    lines = [line for line in output.splitlines() if line.startswith("dev-get-movie ") and " kept " not in line]
    pending = ".* live version 2 .* pending: code"
    steps = [pending, ".* version 3 .* deployed, checked .*", ".* version 2 +rolled back from 3", pending]
    assert re.fullmatch("\n".join(steps), "\n".join(lines[-4:]))


def test_a_change_is_pushed_and_rolled_back_by_the_workflow(tmp_path):
    """GitHub is a bare repository and a `gh` that records its arguments."""
    project, calls = tmp_path / "project", tmp_path / "calls"
    repository.copy_to(project, "apps")
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(f'#!/bin/sh\necho "$@" >> {calls}\n')
    gh.chmod(0o755)
    script = [
        COMMIT,
        f"export PATH={gh.parent}:$PATH",
        f"git init -q --bare {tmp_path}/origin.git && git remote add origin {tmp_path}/origin.git",
        *re.findall("^echo .*>> apps/.*$", scripts("docs/operations.md")[0], re.MULTILINE),
        *commands("docs/operations.md", "Push a change"),
    ]

    result = run(project, "\n".join(script))

    assert result.returncode == 0, result.stderr
    pushed = run(project, "git ls-remote origin a-change && git show --stat --format= origin/a-change").stdout
    assert "refs/heads/a-change" in pushed
    assert "apps/get-movie/get_movie.py" in pushed
    create, merge, rollback = map(shlex.split, calls.read_text().splitlines())
    assert (create[:2], merge[:2], rollback[:2]) == (["pr", "create"], ["pr", "merge"], ["workflow", "run"])
    workflow = yaml.safe_load((ROOT / ".github/workflows" / rollback[2]).read_text())
    inputs = workflow[True]["workflow_dispatch"]["inputs"]  # YAML 1.1 reads `on` as true
    given = dict(value.split("=") for value in rollback[4::2])
    assert {name for name, of in inputs.items() if of.get("required")} <= given.keys() <= inputs.keys()
    assert given["environment"] in inputs["environment"]["options"]
    assert (ROOT / "apps" / given["app"]).is_dir()


def test_the_commands_for_aws_plan_where_the_environment_points(output, clone):
    listed = commands("docs/on-aws.md", "Apply the stacks on AWS")
    terraform = [command for command in listed if command.startswith("terraform ")]
    (deploy,) = [command for command in listed if command.startswith("slipway deploy ")]
    inits = [command for command in terraform if " init " in command]
    applies = [command for command in terraform if " apply " in command]
    assert (len(inits), len(applies)) == (2, len(terraform) - 2)
    first, *others, last = applies
    assert last.startswith(f"{first} ")  # it has one variable more, so a plan of the first would show nothing else
    bucket = "slipway-state-123456789012-eu-central-1"
    make_bucket = f"boto3.client('s3').create_bucket(Bucket='{bucket}', CreateBucketConfiguration=location)"
    prepare = [
        'eval "$(make -s env)"',
        f".venv/bin/python -c \"import boto3; location = {{'LocationConstraint': 'eu-central-1'}}; {make_bucket}\"",
        "export TF_CLI_ARGS_plan=-no-color",
    ]
    with one_provider(clone, prepare) as prepared:
        result = run(clone, "\n".join([*prepared, *inits, PLAN, *others, last]))
    assert result.returncode == 0, f"{result.stdout[-2000:]}\n{result.stderr[-2000:]}"
    plans = re.findall(r"^Plan: (\d+) to add, 0 to change, 0 to destroy", result.stdout, re.MULTILINE)
    assert len(plans) == len(applies) - 1
    words = shlex.split(deploy)[1:]
    assert cli._parser(words[0]).parse_args(words).environment == "prod"


@contextmanager
def one_provider(clone, script):
    """Run a script, and yield one with its variables and a running provider.

    Without it, a plan takes 4 CPU seconds, and an init one for the checksum of a provider that `make up` has installed.
    """
    result = run(clone, "\n".join([*script, "python3 -c 'import json, os; print(json.dumps(dict(os.environ)))'"]))
    assert result.returncode == 0, f"{result.stdout[-2000:]}\n{result.stderr[-2000:]}"
    environment = json.loads(result.stdout.splitlines()[-1])
    with Providers(environment, clone / ".slipway" / "plans") as providers:
        stacks = [clone / "iac" / name for name in ("movies", "frontend")]
        installed = clone / ".slipway/local/terraform"
        variables = environment | [providers.variables(stack, installed / stack.name) for stack in stacks][-1]
        assert "TF_REATTACH_PROVIDERS" in variables
        yield [f"export {name}={shlex.quote(value)}" for name, value in variables.items() if "%" not in name]


def test_a_new_app_is_written(output, clone):
    (command,) = commands("docs/recipes.md", "Add an endpoint")
    assert run(clone, f". .venv/bin/activate\n{command}").returncode == 0
    assert (clone / "apps/get-health/get_health.py").is_file()


def test_make_down_leaves_nothing_behind(output, clone):
    assert run(clone, "make down").returncode == 0
    assert not (clone / ".slipway" / "local").exists()
    assert "isn't running" in run(clone, "make outputs").stderr
