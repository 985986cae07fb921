"""A build of CodeBuild runs its buildspec.

AWS takes the source, runs the phases of the buildspec with the credentials of the project's role, writes the log and
uploads the artifacts:
https://docs.aws.amazon.com/codebuild/latest/userguide/concepts.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html

MiniStack 1.5.33 runs no build without Docker, says that each has succeeded, and knows no RetryBuild. Here
``slipway_emulator.services.codebuild`` runs it on this machine, or refuses it by the name of what it can't do.
"""

import functools
import json
from typing import Any

from ministack.services import codebuild

_OPERATIONS = ("BatchGetBuilds", "RetryBuild", "StartBuild", "StopBuild")


def apply() -> None:
    """Answer the operations on builds."""
    handle_request = codebuild._handle_request_sync

    @functools.wraps(handle_request)
    def handle(method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]) -> object:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation not in _OPERATIONS:
            return handle_request(method, path, headers, body, query_params)
        from slipway_emulator.services.codebuild import api  # noqa: PLC0415 - boto3 would double the time that the start takes

        return api.OPERATIONS[operation](json.loads(body or b"{}"), headers)

    codebuild._handle_request_sync = handle
