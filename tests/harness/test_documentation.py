"""docs/harness.md, followed to the letter."""

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
import uv
from botocore.exceptions import ClientError

from slipway.target import Target

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "harness.md").read_text()
FILES = re.findall(r'^```\w+ title="(.+?)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"^\$ (pytest .+)$", PAGE, re.MULTILINE)


@pytest.fixture
def stranger(project):
    for name, text in FILES:
        project.path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        project.path.joinpath(name).write_text(text)
    return project


def test_every_code_block_is_a_file_or_a_command():
    blocks = re.findall(r"^```(\w.*)$", PAGE, re.MULTILINE)

    assert len(blocks) == len(FILES) + blocks.count("console") + blocks.count("json")


def test_plugin_is_installed_as_the_page_says(tmp_path):
    (command,) = re.findall(r"^\$ pip (install .+)$", PAGE, re.MULTILINE)
    (tmp_path / "slipway").symlink_to(ROOT)
    project = tmp_path / "project"
    subprocess.run([uv.find_uv_bin(), "venv", project / ".venv"], check=True)
    python = project / ".venv/bin/python"

    # Its dependencies are here already.
    subprocess.run(
        [uv.find_uv_bin(), "pip", *shlex.split(command), "--no-deps", "--python", python], cwd=project, check=True
    )

    plugins = "from importlib.metadata import entry_points; print(*(p.value for p in entry_points(group='pytest11')))"
    found = subprocess.run([python, "-c", plugins], check=True, capture_output=True, text=True).stdout
    assert "slipway.harness.plugin" in found.split()


def test_record_of_an_iam_decision_has_the_fields_that_are_shown(aws, local_aws, unique_name, target):
    (shown,) = re.findall(r"^```json\n(.*)\n```$", PAGE, re.MULTILINE)
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = aws("iam").create_role(RoleName=unique_name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    session = aws("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    keys = (session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

    with pytest.raises(ClientError, match="AccessDenied"):
        Target(target.endpoint_url, target.region, *keys).client("dynamodb").get_item(
            TableName=unique_name, Key={"id": {"S": "1"}}
        )

    records = map(json.loads, local_aws.iam_decisions_file.read_text().splitlines())
    (record,) = (record for record in records if record["principal"] == role)
    assert record.keys() == json.loads(shown).keys()
    same = ("action", "allowed", "source")
    assert [record[name] for name in same] == [json.loads(shown)[name] for name in same]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_passes_every_example(stranger, command):
    tests = sum(text.count("def test_") for _, text in FILES)

    result = stranger.runpytest_subprocess("-p", "no:cacheprovider", *shlex.split(command)[1:])

    result.assert_outcomes(passed=tests)
    assert list(stranger.path.glob(".slipway/stacks/*")) == []
