"""Whoever works on a build, or looks at projects, is authorized on the project that the request names.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html

MiniStack 1.5.33 decides BatchGetBuilds, StopBuild, RetryBuild and BatchGetProjects on ``*``, so that a grant on one
project allows nothing, and puts an ARN that names the project behind another.
"""

import functools
import json
from typing import Any

from ministack.core import iam_actions

_FIELDS = ("projectName", "name", "names", "id", "ids")


def apply() -> None:
    """Wrap what finds the resource of a request."""
    extract_resource_arn = iam_actions.extract_resource_arn

    @functools.wraps(extract_resource_arn)
    def resource(
        service: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> object:
        if service == "codebuild" and (project := _only_project(body)):
            return f"arn:aws:codebuild:{region}:{account_id}:project/{project}"
        return extract_resource_arn(service, method, path, headers, body, query_params, region, account_id)

    iam_actions.extract_resource_arn = resource


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
