"""README's commands, word for word, as somebody who has just cloned the repository would run them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import repository

pytestmark = pytest.mark.xdist_group("readme")

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TESTS = re.compile(r"^make test\b.*$", re.MULTILINE)  # this is one of them


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of what the repository holds, uncommitted changes too, without anything that was set up."""
    directory = tmp_path_factory.mktemp("clone") / "slipway"
    repository.copy_to(directory)
    yield directory
    run(directory, "make down")


def run(directory, script):
    """Run a script in a login of its own: nothing of this test run's environment is left but the machine's."""
    kept = {
        name: value for name, value in os.environ.items() if not re.match(r"AWS_|TF_|SLIPWAY_|PYTEST|VIRTUAL", name)
    }
    path = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if ".venv" not in part)
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{script}"],
        cwd=directory,
        env={**kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def output(clone):
    """What all of README's examples print, run in one shell from the first to the last."""
    blocks = BLOCK.findall(README)
    script = TESTS.sub("", "\n".join(blocks))
    result = run(clone, script)
    assert result.returncode == 0, f"{result.stdout[-3000:]}\n{result.stderr[-3000:]}"
    return result.stdout


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "204 No Content", "403 Forbidden"])
def test_the_curl_examples_are_answered(output, status):
    assert f"HTTP/1.1 {status}" in output


def test_the_examples_succeed(output):
    assert not re.search(r"HTTP/1.1 (5|4(?!03))", output)


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
    (example,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    names = {}
    exec(example, names)
    names["test_function_answers"](tf, aws, unique_name)


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


def test_a_second_make_up_changes_and_starts_nothing(output, clone):
    state = 'make -s outputs && eval "$(make -s env)" && .venv/bin/slipway pipeline status --json'
    before = run(clone, state).stdout
    again = run(clone, "make up")
    assert again.returncode == 0, again.stderr
    assert run(clone, state).stdout == before


def test_a_function_goes_back_to_what_it_served_before(output, clone):
    (rollback,) = re.findall(r"^\$ (.*slipway rollback .*)$", README, re.MULTILINE)
    with (clone / "apps/get-movie/get_movie.py").open("a") as source:
        source.write("\n# changed\n")
    deploy, status = ".venv/bin/slipway deploy get-movie", ".venv/bin/slipway status --json get-movie"
    result = run(clone, f'eval "$(make -s env)"\n{status}\n{deploy}\n{rollback}\n{status}')
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    before, after = [json.loads(line)["version"] for line in result.stdout.splitlines() if '"pending"' in line]
    assert before == after


def test_the_commands_for_aws_apply_and_deploy_where_the_environment_points(output, clone):
    commands = re.findall(r"^\$ (.*)$", README.partition("## On AWS")[2], re.MULTILINE)
    configuration = next((clone / ".slipway").rglob("*.tfrc"), None)
    make_bucket = "boto3.client('s3').create_bucket(Bucket='example-state', CreateBucketConfiguration=location)"
    applies = [command for command in commands if " apply " in command]
    assert len(applies) == 2
    script = [
        'eval "$(make -s env)"',
        "export TF_CLI_ARGS_apply=-auto-approve",
        f"export TF_CLI_CONFIG_FILE={configuration}" if configuration else "",
        f".venv/bin/python -c \"import boto3; location = {{'LocationConstraint': 'eu-central-1'}}; {make_bucket}\"",
        *commands,
        *(command.replace(" apply ", " plan -detailed-exitcode ") for command in applies),
    ]
    result = run(clone, "\n".join(script))
    assert result.returncode == 0, f"{result.stdout[-2000:]}\n{result.stderr[-2000:]}"


def test_make_down_leaves_nothing_behind(output, clone):
    assert run(clone, "make down").returncode == 0
    assert not (clone / ".slipway" / "local").exists()
    assert "isn't running" in run(clone, "make outputs").stderr
