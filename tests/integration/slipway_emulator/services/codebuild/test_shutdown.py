import json
import subprocess

import pytest

from slipway.local import emulator

TRUST = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
# Writes files in an endless loop, also in a background process.
COMMAND = "echo $$; (while true; do date >$RANDOM.$(date +%N); done) & while true; do date >$(date +%N); done"


def document(statement):
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


@pytest.fixture
def separate_local_aws(tmp_path, pytestconfig):
    environments = pytestconfig.rootpath / ".slipway" / "environments"
    yield emulator.up(tmp_path / "local", port=0, environments_directory=environments)
    emulator.down(tmp_path / "local")


def test_a_running_build_ends_with_the_local_aws_and_its_folder_is_deleted(separate_local_aws, eventually):
    target = separate_local_aws.target()
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
    emulator.down(separate_local_aws.directory)

    assert not separate_local_aws.directory.exists()
    state = subprocess.run(["ps", "-o", "stat=", "-g", shell], capture_output=True, text=True, check=False).stdout
    assert not [line for line in state.split() if not line.startswith("Z")]
