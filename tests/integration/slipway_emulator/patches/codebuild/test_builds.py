"""https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html

Everything else about builds is tested in tests/integration/slipway_emulator/services/codebuild.
"""

import pytest

from slipway.harness import unique_name

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}


@pytest.fixture
def start(role):
    """``start(aws, command)`` starts a build with this command and returns its id."""

    def start(aws, command):
        name = unique_name()
        aws("codebuild").create_project(
            name=name,
            source={"type": "NO_SOURCE", "buildspec": f"version: 0.2\nphases: {{build: {{commands: ['{command}']}}}}"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
            serviceRole=role(aws, LOGS, service="codebuild"),
        )
        return aws("codebuild").start_build(projectName=name)["build"]["id"]

    return start


def status(aws, build_id):
    return aws("codebuild").batch_get_builds(ids=[build_id])["builds"][0]["buildStatus"]


@pytest.mark.parametrize(("command", "expected"), [("true", "SUCCEEDED"), ("false", "FAILED")])
def test_a_build_succeeds_or_fails_with_its_commands(aws, start, eventually, command, expected):
    build_id = start(aws, command)

    def check():
        assert status(aws, build_id) == expected

    eventually(check)


@pytest.mark.upstream
def test_unpatched_ministack_reports_that_every_build_succeeded(unpatched_aws, start):
    assert status(unpatched_aws, start(unpatched_aws, "false")) == "SUCCEEDED"
