"""docs/harness.md, followed to the letter."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import uv
from botocore.exceptions import ClientError

from slipway.aws.target import Target

pytestmark = [pytest.mark.xdist_group("documentation of the harness"), pytest.mark.slow(120)]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "harness.md").read_text()
FILES = re.findall(r'^```\w+ title="(.+?)"\n(.*?)^```$', PAGE, re.MULTILINE | re.DOTALL)
(INSTALL,) = re.findall(r"^\$ pip (install .+)$", PAGE, re.MULTILINE)
COMMANDS = re.findall(r"^\$ (pytest .+)$", PAGE, re.MULTILINE)
# The locked requirements of a user's project, years old, and xdist for `pytest -n`.
OLD = ["boto3==1.34.0", "botocore==1.34.0", "pytest==8.0.0", "pytest-xdist==3.5.0", "requests==2.31.0"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Made as the page says, with old packages; Slipway's other requirements are the oldest that it accepts."""
    folder = tmp_path_factory.mktemp("other_project")
    (folder / "slipway").symlink_to(ROOT)
    project = folder / "project"
    subprocess.run([uv.find_uv_bin(), "venv", "--python", sys.executable, project / ".venv"], check=True)
    options = ["--python", project / ".venv/bin/python", "--resolution", "lowest-direct", *OLD]
    subprocess.run([uv.find_uv_bin(), "pip", *shlex.split(INSTALL), *options], cwd=project, check=True)
    return project / ".venv"


@pytest.fixture
def other_project(project):
    for name, text in FILES:
        project.path.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        project.path.joinpath(name).write_text(text)
    return project


def test_every_code_block_is_a_file_or_a_command():
    blocks = re.findall(r"^```(\w.*)$", PAGE, re.MULTILINE)

    assert len(blocks) == len(FILES) + sum(map(blocks.count, ("console", "json", "text")))


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
def test_command_passes_every_example_beside_a_projects_own_old_packages(environment, other_project, command):
    tests = sum(text.count("def test_") for _, text in FILES)

    result = other_project.run(environment / "bin/pytest", "-p", "no:cacheprovider", *shlex.split(command)[1:])

    result.assert_outcomes(passed=tests)
    assert list(other_project.path.glob(".slipway/stacks/*")) == []
