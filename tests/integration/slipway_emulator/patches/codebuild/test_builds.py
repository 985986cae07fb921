"""https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html

Everything else about builds is tested in tests/integration/slipway_emulator/services/codebuild.
"""

import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

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


PROJECT = {
    "name": "project",
    "serviceRole": "arn:aws:iam::123456789012:role/build",
    "source": {"type": "NO_SOURCE", "buildspec": "version: 0.2"},
    "artifacts": {"type": "NO_ARTIFACTS"},
    "environment": {"type": "LINUX_CONTAINER", "image": "image", "computeType": "BUILD_GENERAL1_SMALL"},
}


def post(target, operation, body):
    """Send a request without botocore's own validation, and return the status and the body of the response."""
    credentials = Credentials(target.access_key_id, target.secret_access_key, target.session_token)
    headers = {"X-Amz-Target": f"CodeBuild_20161006.{operation}", "Content-Type": "application/x-amz-json-1.1"}
    request = AWSRequest("POST", target.endpoint_url, headers=headers, data=body)
    SigV4Auth(credentials, "codebuild", target.region).add_auth(request)
    response = URLLib3Session().send(request.prepare())
    return response.status_code, json.loads(response.content)


@pytest.mark.parametrize(
    ("operation", "parameters", "message"),
    [
        ("CreateProject", {}, "null at 'name'"),
        ("CreateProject", {**PROJECT, "name": "a b"}, "'name' failed to satisfy constraint: Member must satisfy"),
        ("CreateProject", {**PROJECT, "name": "a" * 151}, "'name' failed to satisfy constraint"),
        ("CreateProject", {**PROJECT, "source": {"type": "S4"}}, "'source.type' failed to satisfy constraint"),
        ("CreateProject", {**PROJECT, "artifacts": {}}, "null at 'artifacts.type'"),
        ("CreateProject", {**PROJECT, "environment": {"type": "LINUX_CONTAINER"}}, "null at 'environment.image'"),
        ("CreateProject", {**PROJECT, "timeoutInMinutes": 4}, "timeoutInMinutes"),
        ("CreateProject", {**PROJECT, "timeoutInMinutes": 2161}, "less than or equal to 2160"),
        ("CreateProject", {**PROJECT, "tags": [{"key": "k" * 128, "value": "v"}]}, "'tags.1.member.key' failed"),
        ("CreateProject", {**PROJECT, "tags": [{"key": "k", "value": "!"}]}, "'tags.1.member.value' failed"),
        ("UpdateProject", {}, "name"),
        ("UpdateProject", {"name": "project", "cache": {"type": "FULL"}}, "'cache.type' failed to satisfy constraint"),
        ("DeleteProject", {"name": ""}, "name"),
        ("BatchGetProjects", {"names": []}, "names"),
        ("ListProjects", {"sortBy": "SIZE"}, "'sortBy' failed to satisfy constraint"),
        ("StartBuild", {}, "null at 'projectName'"),
        (
            "StartBuild",
            {
                "projectName": "project",
                "environmentVariablesOverride": [{"name": "A", "value": "", "type": "VAULT"}],
            },
            "enum value set: [PLAINTEXT, PARAMETER_STORE, SECRETS_MANAGER]",
        ),
        ("StartBuild", {"projectName": "project", "timeoutInMinutesOverride": 1}, "timeoutInMinutesOverride"),
        ("BatchGetBuilds", {}, "null at 'ids'"),
        ("BatchGetBuilds", {"ids": [str(number) for number in range(101)]}, "'ids' failed to satisfy constraint"),
        ("ListBuildsForProject", {"projectName": ""}, "projectName"),
    ],
)
def test_a_request_that_the_model_does_not_allow_is_rejected(target, operation, parameters, message):
    status, error = post(target, operation, json.dumps(parameters))

    assert (status, error["__type"]) == (400, "ValidationException")
    assert message in error["message"]


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("CreateProject", {**PROJECT, "name": 1}),
        ("CreateProject", {**PROJECT, "timeoutInMinutes": "60"}),
        ("BatchGetProjects", {"names": "project"}),
        ("StartBuild", {"projectName": ["project"]}),
        ("StartBuild", {"projectName": "a", "environmentVariablesOverride": [{"name": "A", "value": 1}]}),
        ("StopBuild", {"id": 1}),
    ],
)
def test_a_value_of_another_type_is_rejected(target, operation, parameters):
    status, error = post(target, operation, json.dumps(parameters))

    assert (status, error["__type"]) == (400, "SerializationException")


@pytest.mark.parametrize("body", [b"{", b"[]", b"1"])
def test_a_body_that_is_not_a_json_object_is_rejected(target, body):
    status, error = post(target, "StartBuild", body)

    assert (status, error["__type"]) == (400, "SerializationException")


def test_an_operation_that_the_local_aws_does_not_have_is_rejected_by_name(target):
    status, error = post(target, "ListFleets", "{}")

    assert (status, error["__type"]) == (501, "NotImplemented")
    assert "ListFleets" in error["message"]


def test_tags_can_have_the_letters_that_aws_allows(target, role, aws):
    name = unique_name()
    role_arn = role(aws, service="codebuild")
    tags = [{"key": "Ämter 1/2", "value": "値 @+-"}, {"key": "empty", "value": ""}]

    status, response = post(
        target, "CreateProject", json.dumps({**PROJECT, "name": name, "serviceRole": role_arn, "tags": tags})
    )

    assert (status, response["project"]["tags"]) == (200, tags)


@pytest.mark.upstream
def test_unpatched_ministack_accepts_a_request_that_the_model_does_not_allow(unpatched_target):
    body = json.dumps({"name": unique_name(), "timeoutInMinutes": 4, "source": {"type": "S4"}})

    status, response = post(unpatched_target, "CreateProject", body)

    assert (status, response["project"]["timeoutInMinutes"]) == (200, 4)


@pytest.mark.upstream
def test_unpatched_ministack_reports_that_every_build_succeeded(unpatched_aws, start):
    assert status(unpatched_aws, start(unpatched_aws, "false")) == "SUCCEEDED"
