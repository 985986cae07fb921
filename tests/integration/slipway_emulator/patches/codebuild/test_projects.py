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


def test_an_update_without_tags_removes_them(aws, create):
    name = create(aws, tags=[{"key": "a", "value": "1"}])["name"]

    aws("codebuild").update_project(name=name, tags=[{"key": "b", "value": "2"}])
    assert get(aws, name)["tags"] == [{"key": "b", "value": "2"}]

    project = aws("codebuild").update_project(name=name, description="new")["project"]
    assert project["tags"] == get(aws, name)["tags"] == []


@pytest.mark.parametrize(
    ("setting", "value", "removal"),
    [
        ("concurrentBuildLimit", 2, -1),
        ("vpcConfig", {"vpcId": "vpc-1", "subnets": ["subnet-1"], "securityGroupIds": ["sg-1"]}, {}),
        ("buildBatchConfig", {"serviceRole": "arn:aws:iam::123456789012:role/batch"}, {}),
        ("logsConfig", LOGS_CONFIG, {}),
    ],
)
def test_an_empty_setting_removes_it(aws, create, setting, value, removal):
    name = create(aws, **{setting: value})["name"]
    assert get(aws, name)[setting] == value

    aws("codebuild").update_project(name=name, **{setting: removal})

    assert setting not in get(aws, name)


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
    tags = [{"key": "a", "value": "1"}]
    unpatched_aws("codebuild").update_project(name=made["name"], tags=tags)
    assert unpatched_aws("codebuild").update_project(name=made["name"])["project"]["tags"] == tags
    with pytest.raises(ClientError, match="Project not found"):
        unpatched_aws("codebuild").delete_project(name=made["arn"])
