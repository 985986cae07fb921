"""The record of a build: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any

from slipway_emulator.services.codebuild.build_request import BuildRequest
from slipway_emulator.services.codebuild.errors import BuildInterruptedError, PhaseError

Record = dict[str, Any]


def new(request: BuildRequest, arn: str, number: int) -> Record:
    """Return the record of a new build, in which the phases before PROVISIONING have succeeded.

    Args:
        request: the request for the build.
        arn: ARN of the build.
        number: number of the build in its project.
    """
    now = time.time()
    succeeded = {"phaseStatus": "SUCCEEDED", "startTime": now, "endTime": now, "durationInSeconds": 0, "contexts": []}
    settings = ("serviceRole", "timeoutInMinutes", "queuedTimeoutInMinutes", "encryptionKey", "cache")
    return {
        "id": arn.partition(":build/")[2],
        "arn": arn,
        "buildNumber": number,
        "startTime": now,
        "currentPhase": "QUEUED",
        "buildStatus": "IN_PROGRESS",
        "buildComplete": False,
        "projectName": request.project,
        "phases": [{"phaseType": name, **succeeded} for name in ("SUBMITTED", "QUEUED")],
        "source": request.sources[0],
        "secondarySources": list(request.sources[1:]),
        "artifacts": {"location": request.artifacts[0]["location"] if request.artifacts else ""},
        "environment": request.environment,
        "logs": _logs(request, arn),
        "initiator": request.initiator,
        **{name: request.settings[name] for name in settings},
        **_source_versions(request),
    }


@contextlib.contextmanager
def phase(record: Record, name: str, note: Callable[[str], object]) -> Iterator[None]:
    """Record a phase of a build; an exception in the context determines its status.

    https://docs.aws.amazon.com/codebuild/latest/APIReference/API_BuildPhase.html

    Args:
        record: the record of the build.
        name: name of the phase.
        note: writes a line to the build's log.
    """
    start = time.time()
    details: Record = {"phaseType": name, "startTime": start}
    record["currentPhase"] = name
    record["phases"].append(details)
    note(f"Entering phase {name}")
    status, code, message = "FAULT", "", "Internal error of the local AWS: see its log"
    try:
        yield
        status, message = "SUCCEEDED", ""
    except PhaseError as error:
        status, code, message = "FAILED", error.code, error.message
        raise
    except BuildInterruptedError as error:
        status = error.status
        code, message = ("BUILD_TIMED_OUT", "Build has timed out.") if status == "TIMED_OUT" else ("", "")
        raise
    finally:
        end = time.time()
        context = {"statusCode": code, "message": message}
        details |= {"endTime": end, "durationInSeconds": int(end - start), "phaseStatus": status, "contexts": [context]}
        note(f"Phase complete: {name} State: {status}")
        note(f"Phase context status code: {code} Message: {message}")


def complete(record: Record, status: str) -> None:
    """Record the end of a build."""
    now = time.time()
    record["phases"].append({"phaseType": "COMPLETED", "startTime": now})
    record.update(currentPhase="COMPLETED", endTime=now, buildComplete=True, buildStatus=status)


def _logs(request: BuildRequest, build_arn: str) -> dict[str, str]:
    group, stream = request.log_group, request.log_stream(build_arn.rpartition(":")[2])
    if group is None:
        return {}
    _, _, _, region, account, *_ = build_arn.split(":")
    arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:{stream}"
    return {"groupName": group, "streamName": stream, "cloudWatchLogsArn": arn}


def _source_versions(request: BuildRequest) -> dict[str, str]:
    version = request.versions[""]
    if not version:
        return {}
    resolved = {"resolvedSourceVersion": version} if request.sources[0]["type"] == "CODEPIPELINE" else {}
    return {"sourceVersion": version, **resolved}
