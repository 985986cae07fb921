"""https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html

Terraform's plans of a project are tested in tests/integration/slipway_emulator/services/codebuild.
"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

LOGS_CONFIG = {"cloudWatchLogs": {"status": "ENABLED", "groupName": "group"}}


@pytest.fixture
def create(role):
    """``create(aws, **settings)`` creates a project and returns it."""

    def make(aws, service="codebuild", **settings):
        return aws("codebuild").create_project(
            name=unique_name(),
            source={"type": "NO_SOURCE", "buildspec": "version: 0.2"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
            serviceRole=role(aws, service=service),
            **settings,
        )["project"]

    return make


def get(aws, name):
    return aws("codebuild").batch_get_projects(names=[name])["projects"][0]


def test_settings_are_stored(aws, create):
    made = create(aws, cache={"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]}, logsConfig=LOGS_CONFIG)

    assert get(aws, made["name"]) == made
    assert made["cache"] == {"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]}
    assert made["logsConfig"] == LOGS_CONFIG


def test_missing_settings_get_their_defaults(aws, create):
    made = create(aws)

    assert (made["cache"], made["queuedTimeoutInMinutes"]) == ({"type": "NO_CACHE"}, 480)


def test_an_update_changes_only_the_settings_it_names(aws, create):
    name = create(aws, logsConfig=LOGS_CONFIG)["name"]

    aws("codebuild").update_project(name=name, queuedTimeoutInMinutes=30)

    assert (get(aws, name)["queuedTimeoutInMinutes"], get(aws, name)["logsConfig"]) == (30, LOGS_CONFIG)


def test_a_project_can_be_deleted_twice_by_its_arn(aws, create):
    made = create(aws)

    for _ in range(2):
        aws("codebuild").delete_project(name=made["arn"])

    assert aws("codebuild").batch_get_projects(names=[made["name"]])["projectsNotFound"] == [made["name"]]


def test_a_role_that_codebuild_may_not_assume_is_rejected(aws, create, role):
    with pytest.raises(ClientError, match="CodeBuild is not authorized to perform: sts:AssumeRole"):
        create(aws, service="lambda")

    name = create(aws)["name"]
    with pytest.raises(ClientError, match="CodeBuild is not authorized to perform: sts:AssumeRole"):
        aws("codebuild").update_project(name=name, serviceRole=role(aws))


@pytest.mark.upstream
def test_unpatched_ministack_drops_settings_and_does_not_find_the_arn(unpatched_aws, create):
    made = create(unpatched_aws, cache={"type": "LOCAL", "modes": ["LOCAL_CUSTOM_CACHE"]})

    assert "cache" not in made
    with pytest.raises(ClientError, match="Project not found"):
        unpatched_aws("codebuild").delete_project(name=made["arn"])
