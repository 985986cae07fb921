"""A project of CodeBuild keeps all of its settings, and can be named by its ARN.

AWS fills in what isn't given, refuses a role that CodeBuild may not assume, and takes the ARN wherever a project is
named:
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProject.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_DeleteProject.html

MiniStack 1.5.33 forgets cache, log and network settings, queued timeout and secondary sources, takes any role, and
DeleteProject, which Terraform gives the ARN, doesn't find the project.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import codebuild

from slipway_emulator.iam import service_role

_Data = dict[str, Any]
_Answer = tuple[int, dict[str, str], bytes]
_Operation = Callable[[_Data], _Answer]

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


def apply() -> None:
    """Wrap what makes, changes, shows and deletes a project."""
    codebuild._create_project = _keeping(codebuild._create_project, _DEFAULTS)
    codebuild._update_project = _keeping(_named(codebuild._update_project), {})
    codebuild._delete_project = _named(_forgiving(codebuild._delete_project))
    project_shape = codebuild._project_shape

    @functools.wraps(project_shape)
    def shape(project: _Data) -> _Data:
        return {**project_shape(project), **{name: project[name] for name in _SETTINGS if name in project}}

    codebuild._project_shape = shape


def _keeping(operation: _Operation, defaults: _Data) -> _Operation:
    @functools.wraps(operation)
    def keep(data: _Data) -> _Answer:
        if refusal := _refusal(data):
            return refusal
        status, headers, body = operation(data)
        if status != 200:
            return status, headers, body
        name = codebuild._project_name_from_identifier(data["name"])
        project = codebuild._projects[name]
        project.update({**defaults, **{name: data[name] for name in _SETTINGS if name in data}})
        answer: _Answer = json_response({"project": codebuild._project_shape(project)})
        return answer

    return keep


def _refusal(data: _Data) -> _Answer | None:
    if "serviceRole" not in data:
        return None
    project_arn = codebuild._project_arn(data.get("name", ""))
    if service_role.can_assume(data["serviceRole"], "codebuild.amazonaws.com", project_arn):
        return None
    message = f"CodeBuild is not authorized to perform: sts:AssumeRole on {data['serviceRole']}"
    refusal: _Answer = error_response_json("InvalidInputException", message, 400)
    return refusal


def _named(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def named(data: _Data) -> _Answer:
        name = codebuild._project_name_from_identifier(data.get("name", ""))
        return operation({**data, "name": name or data.get("name", "")})

    return named


def _forgiving(delete_project: _Operation) -> _Operation:
    """Make a deletion of what isn't there a success, as it is on AWS."""

    @functools.wraps(delete_project)
    def delete(data: _Data) -> _Answer:
        return delete_project(data) if data["name"] in codebuild._projects else json_response({})

    return delete
