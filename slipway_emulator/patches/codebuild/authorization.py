"""A request for builds or projects is authorized on the project that it names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html

MiniStack authorizes BatchGetBuilds, StopBuild, RetryBuild and BatchGetProjects on ``*``, so a grant on one
project allows nothing, and appends a project's ARN to another ARN.
"""

import json

from slipway_emulator.iam import resource_arns
from slipway_emulator.iam.resource_arns import Request

_FIELDS = ("projectName", "name", "names", "id", "ids")


def apply() -> None:
    """Correct the resource of a request."""
    resource_arns.correct(_resource)


def _resource(request: Request, found: str) -> str:
    if request.service == "codebuild" and (project := _only_project(request.body)):
        return request.arn("codebuild", f"project/{project}")
    return found


def _only_project(body: bytes) -> str:
    """Return the project that the request names, empty for several: a request is authorized on one resource."""
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return ""
    if not isinstance(request, dict):
        return ""
    values: object = next((request[field] for field in _FIELDS if request.get(field)), [])
    names = {_project(str(name)) for name in (values if isinstance(values, list) else [values])}
    return names.pop() if len(names) == 1 else ""


def _project(name: str) -> str:
    """Return the project of a project's name or ARN, or of a build's id or ARN."""
    return name.rpartition("/")[2].partition(":")[0] if "/" in name else name.partition(":")[0]
