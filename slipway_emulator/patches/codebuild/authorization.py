"""Whoever works on a build, or looks at projects, is authorized on the project that the request names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html

MiniStack 1.5.33 decides BatchGetBuilds, StopBuild, RetryBuild and BatchGetProjects on ``*``, so that a grant on one
project allows nothing, and puts an ARN that names the project behind another.
"""

import json

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_FIELDS = ("projectName", "name", "names", "id", "ids")


def apply() -> None:
    """Correct what a request is authorized on."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service == "codebuild" and (project := _only_project(request.body)):
        return request.arn("codebuild", f"project/{project}")
    return found


def _only_project(body: bytes) -> str:
    """Return the project that the request names, if it is one: several can't be decided in one go."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return ""
    if not isinstance(request, dict):
        return ""
    named: object = next((request[field] for field in _FIELDS if request.get(field)), [])
    names = {_project(str(name)) for name in (named if isinstance(named, list) else [named])}
    return names.pop() if len(names) == 1 else ""


def _project(name: str) -> str:
    """Return the project of a name, the ARN of a project, and the id or ARN of a build."""
    return name.rpartition("/")[2].partition(":")[0] if "/" in name else name.partition(":")[0]
