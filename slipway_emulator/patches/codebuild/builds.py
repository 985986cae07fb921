"""A CodeBuild build runs its buildspec.

AWS downloads the source, runs the phases of the buildspec with the credentials of the project's role, writes the log
and uploads the artifacts:
https://docs.aws.amazon.com/codebuild/latest/userguide/concepts.html
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html

MiniStack runs no build without Docker, reports that each build succeeded, and has no RetryBuild. With this patch
``slipway_emulator.services.codebuild`` runs builds on this machine, or rejects one with the name of the unsupported
setting.
"""

import functools
import json
from typing import Any

from ministack.services import codebuild

_OPERATIONS = ("BatchGetBuilds", "RetryBuild", "StartBuild", "StopBuild")


def apply() -> None:
    """Handle the operations on builds."""
    handle_request = codebuild._handle_request_sync

    @functools.wraps(handle_request)
    def handle(method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]) -> object:
        operation = headers.get("x-amz-target", "").rpartition(".")[2]
        if operation not in _OPERATIONS:
            return handle_request(method, path, headers, body, query_params)
        from slipway_emulator.services.codebuild import api  # noqa: PLC0415 - boto3 would double the time that the start takes

        return api.OPERATIONS[operation](json.loads(body or b"{}"), headers)

    codebuild._handle_request_sync = handle
