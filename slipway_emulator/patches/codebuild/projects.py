"""A CodeBuild project keeps all its settings, and can be named by its ARN.

AWS sets defaults, rejects a role that CodeBuild may not assume, and accepts the ARN in place of the name:
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html

UpdateProject replaces the tags, also when the request has none, and removes a setting whose new value is empty:
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/codebuild/project.go

MiniStack drops the cache, log and network settings, the queued timeout and secondary sources, accepts any role, and
keeps the tags of a project in an update without tags, so that Terraform can't remove the last one. Its DeleteProject
doesn't find a project by its ARN, which Terraform sends.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import codebuild

from slipway_emulator.iam import service_role
from slipway_emulator.responses import Response, error_response_json, json_response

_Data = dict[str, Any]
_Operation = Callable[[_Data], Response]

_DEFAULTS: _Data = {
    "cache": {"type": "NO_CACHE"},
    "projectVisibility": "PRIVATE",
    "queuedTimeoutInMinutes": 480,
    "secondaryArtifacts": [],
    "secondarySourceVersions": [],
    "secondarySources": [],
}
_SETTINGS = (
    *_DEFAULTS,
    "autoRetryLimit",
    "buildBatchConfig",
    "concurrentBuildLimit",
    "fileSystemLocations",
    "logsConfig",
    "resourceAccessRole",
    "vpcConfig",
)
# The values that remove a setting: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html
_REMOVALS: _Data = {"buildBatchConfig": {}, "concurrentBuildLimit": -1, "logsConfig": {}, "vpcConfig": {}}


def apply() -> None:
    """Wrap the operations that create, update and delete a project, and the function that describes one."""
    codebuild._create_project = _storing(codebuild._create_project, _DEFAULTS)
    codebuild._update_project = _storing(_accepting_arn(_replacing_tags(codebuild._update_project)), {})
    codebuild._delete_project = _accepting_arn(_accepting_missing(codebuild._delete_project))
    project_shape = codebuild._project_shape

    @functools.wraps(project_shape)
    def shape(project: _Data) -> _Data:
        return {**project_shape(project), **{name: project[name] for name in _SETTINGS if name in project}}

    codebuild._project_shape = shape


def _storing(operation: _Operation, defaults: _Data) -> _Operation:
    @functools.wraps(operation)
    def store(data: _Data) -> Response:
        if rejection := _rejection(data):
            return rejection
        status, headers, body = operation(data)
        if status != 200:
            return status, headers, body
        name = codebuild._project_name_from_identifier(data["name"])
        project = codebuild._projects[name]
        project.update({**defaults, **{name: data[name] for name in _SETTINGS if name in data}})
        for setting in _REMOVALS:
            if project.get(setting) == _REMOVALS[setting]:
                del project[setting]
        return json_response({"project": codebuild._project_shape(project)})

    return store


def _rejection(data: _Data) -> Response | None:
    if "serviceRole" not in data:
        return None
    project_arn = codebuild._project_arn(data.get("name", ""))
    if service_role.can_assume(data["serviceRole"], "codebuild.amazonaws.com", project_arn):
        return None
    message = f"CodeBuild is not authorized to perform: sts:AssumeRole on {data['serviceRole']}"
    return error_response_json("InvalidInputException", message, 400)


def _replacing_tags(update_project: _Operation) -> _Operation:
    @functools.wraps(update_project)
    def update(data: _Data) -> Response:
        return update_project({"tags": [], **data})

    return update


def _accepting_arn(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def run(data: _Data) -> Response:
        name = codebuild._project_name_from_identifier(data.get("name", ""))
        return operation({**data, "name": name or data.get("name", "")})

    return run


def _accepting_missing(delete_project: _Operation) -> _Operation:
    """Let the deletion of a project that doesn't exist succeed, as on AWS."""

    @functools.wraps(delete_project)
    def delete(data: _Data) -> Response:
        return delete_project(data) if data["name"] in codebuild._projects else json_response({})

    return delete
