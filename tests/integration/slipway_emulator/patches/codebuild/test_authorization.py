"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

ACTIONS = ["codebuild:BatchGetBuilds", "codebuild:StopBuild", "codebuild:BatchGetProjects", "codebuild:StartBuild"]


@pytest.fixture
def project(role):
    """``project(aws)`` creates a project and returns its name and ARN."""

    def make(aws):
        made = aws("codebuild").create_project(
            name=unique_name(),
            source={"type": "NO_SOURCE", "buildspec": "version: 0.2\nphases: {build: {commands: [sleep 300]}}"},
            artifacts={"type": "NO_ARTIFACTS"},
            environment={"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
            serviceRole=role(aws, {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}, service="codebuild"),
        )["project"]
        return made["name"], made["arn"]

    return make


def allow(resource):
    return {"Effect": "Allow", "Action": ACTIONS, "Resource": resource}


def test_a_grant_on_a_project_includes_its_builds(aws, target, project, assume):
    name, arn = project(aws)
    _, session = assume(aws, target, allow(arn))
    client = session("codebuild")

    build = client.start_build(projectName=name)["build"]

    assert client.batch_get_builds(ids=[build["id"]])["builds"]
    assert client.batch_get_builds(ids=[build["arn"]])["builds"]
    assert client.stop_build(id=build["id"])["build"]["buildStatus"] == "STOPPED"
    assert client.batch_get_projects(names=[arn])["projects"]


def test_a_grant_on_one_project_does_not_include_another(aws, target, project, assume):
    other = project(aws)[0]
    _, session = assume(aws, target, allow(project(aws)[1]))

    for call in (
        lambda client: client.batch_get_builds(ids=[f"{other}:build"]),
        lambda client: client.stop_build(id=f"{other}:build"),
        lambda client: client.batch_get_projects(names=[other]),
        lambda client: client.start_build(projectName=other),
    ):
        with pytest.raises(ClientError, match="not authorized to perform: codebuild:"):
            call(session("codebuild"))


def test_several_projects_in_one_request_need_a_grant_on_all_projects(aws, target, project, assume):
    names = [project(aws)[0], project(aws)[0]]
    _, session = assume(aws, target, allow("*"))

    assert len(session("codebuild").batch_get_projects(names=names)["projects"]) == 2


@pytest.mark.upstream
def test_unpatched_ministack_ignores_a_grant_on_a_project(unpatched_aws, unpatched_target, project, assume):
    name, arn = project(unpatched_aws)
    _, session = assume(unpatched_aws, unpatched_target, allow(arn))

    with pytest.raises(ClientError, match="not authorized to perform: codebuild:BatchGetProjects"):
        session("codebuild").batch_get_projects(names=[name])
