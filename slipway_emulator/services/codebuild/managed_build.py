"""Runs a build without a project, as CodePipeline does for its own compute."""

import tempfile
import threading
from pathlib import Path

from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codebuild import build_record, build_runner
from slipway_emulator.services.codebuild.build_log import BuildLog
from slipway_emulator.services.codebuild.build_record import Record
from slipway_emulator.services.codebuild.build_request import BuildRequest
from slipway_emulator.services.codebuild.running_build import RunningBuild


def run(
    request: BuildRequest, arn: str, session: Session, endpoint_url: str, cancelled: threading.Event
) -> tuple[Record, list[str]]:
    """Run a build to its end and return its record, and the last lines of its log.

    Args:
        request: the request for the build.
        arn: ARN of the build, which CodeBuild's API doesn't know.
        session: credentials of the build.
        endpoint_url: endpoint of the local AWS.
        cancelled: set to stop the build.
    """
    record = build_record.new(request, arn, 1)
    build = RunningBuild(
        record=record,
        request=request,
        session=session,
        endpoint_url=endpoint_url,
        folder=Path(tempfile.mkdtemp(prefix="codebuild-")).resolve(),
        log=BuildLog(
            session.client("logs", endpoint_url=endpoint_url),
            request.log_group,
            request.log_stream(arn.rpartition(":")[2]),
        ),
        cancelled=cancelled,
        timeout=request.settings["timeoutInMinutes"] * 60,
    )
    build_runner.run(build)
    return record, list(build.log.tail)
