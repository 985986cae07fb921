"""The end of the local AWS is the end of its builds."""

import json
import subprocess

import pytest

from slipway.local import emulator

TRUST = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
# Writes files without end, in a process of its own too.
COMMAND = "echo $$; (while true; do date >$RANDOM.$(date +%N); done) & while true; do date >$(date +%N); done"


def document(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


@pytest.fixture
def running(tmp_path, pytestconfig):
    environments = pytestconfig.rootpath / ".slipway" / "environments"
    yield emulator.up(tmp_path / "local", port=0, environments_directory=environments)
    emulator.down(tmp_path / "local")


def test_a_build_under_way_neither_outlives_the_local_aws_nor_keeps_its_folder(running, eventually):
    target = running.target()
    iam, builds, logs = (target.client(service) for service in ("iam", "codebuild", "logs"))
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=document(TRUST))["Role"]["Arn"]
    iam.put_role_policy(RoleName="role", PolicyName="policy", PolicyDocument=document(LOGS))
    builds.create_project(
        name="project",
        source={
            "type": "NO_SOURCE",
            "buildspec": json.dumps({"version": "0.2", "phases": {"build": {"commands": [COMMAND]}}}),
        },
        artifacts={"type": "NO_ARTIFACTS"},
        environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
        serviceRole=role,
    )
    build = builds.start_build(projectName="project")["build"]

    def pid():
        build_now = builds.batch_get_builds(ids=[build["id"]])["builds"][0]
        assert build_now["currentPhase"] == "BUILD", build_now
        names = {"logGroupName": build["logs"]["groupName"], "logStreamName": build["logs"]["streamName"]}
        messages = [event["message"] for event in logs.get_log_events(**names)["events"]]
        assert messages[-1].isdigit()
        return messages[-1]

    shell = eventually(pid)
    emulator.down(running.directory)

    assert not running.directory.exists()
    state = subprocess.run(["ps", "-o", "stat=", "-g", shell], capture_output=True, text=True, check=False).stdout
    assert not [line for line in state.split() if not line.startswith("Z")]
