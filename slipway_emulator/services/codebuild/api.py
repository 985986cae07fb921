"""CodeBuild's operations on builds.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Operations.html
"""

import os
import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import codebuild

from slipway_emulator.iam import caller, service_role
from slipway_emulator.responses import error_response_json, json_response
from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codebuild import build_record, build_request, build_runner
from slipway_emulator.services.codebuild.build_log import BuildLog
from slipway_emulator.services.codebuild.build_record import Record
from slipway_emulator.services.codebuild.build_request import BuildRequest, UnsupportedBuildError
from slipway_emulator.services.codebuild.running_build import RunningBuild

_Parameters = Mapping[str, Any]

SERVICE = "codebuild.amazonaws.com"
# CodePipeline's action sets this header to its pipeline. On AWS the service is the caller, so no header is needed.
INITIATOR_HEADER = "x-slipway-initiator"
# Seconds that the role's session outlives the build.
_SESSION_MARGIN = 600
# Seconds that StopBuild waits for the end of the build.
_STOP_TIMEOUT = 10

# The builds started by this process and their threads, by ARN.
_builds: dict[str, RunningBuild] = {}
_threads: dict[str, threading.Thread] = {}
# The last build number, by the project's ARN.
_numbers: dict[str, int] = {}
# Build ids by account, region and idempotency token of StartBuild.
_tokens: dict[tuple[str, str, str], str] = {}
_lock = threading.Lock()


def start_build(parameters: _Parameters, headers: Mapping[str, str]) -> object:
    """StartBuild."""
    name = codebuild._project_name_from_identifier(parameters.get("projectName", ""))
    project = codebuild._projects.get(name) if name else None
    if project is None:
        return _not_found(f"Project cannot be found: {parameters.get('projectName')}")
    try:
        return _start(build_request.make(project, parameters, _initiator(headers)), parameters)
    except UnsupportedBuildError as error:
        return error_response_json("InvalidInputException", str(error), 400)


def retry_build(parameters: _Parameters, _headers: Mapping[str, str]) -> object:
    """RetryBuild."""
    record = _find(parameters.get("id", ""))
    if record is None or record["arn"] not in _builds:
        return _not_found(f"Build cannot be found: {parameters.get('id')}")
    return _start(_builds[record["arn"]].request, parameters)


def stop_build(parameters: _Parameters, _headers: Mapping[str, str]) -> object:
    """StopBuild; returns after the build has ended."""
    record = _find(parameters.get("id", ""))
    if record is None:
        return _not_found(f"Build cannot be found: {parameters.get('id')}")
    _builds[record["arn"]].cancelled.set()
    _threads[record["arn"]].join(_STOP_TIMEOUT)
    return json_response({"build": record})


def batch_get_builds(parameters: _Parameters, _headers: Mapping[str, str]) -> object:
    """BatchGetBuilds."""
    records = {id_: _find(id_) for id_ in parameters.get("ids", [])}
    builds = [record for record in records.values() if record is not None]
    return json_response({"builds": builds, "buildsNotFound": [id_ for id_, each in records.items() if each is None]})


OPERATIONS: dict[str, Callable[[_Parameters, Mapping[str, str]], object]] = {
    "StartBuild": start_build,
    "RetryBuild": retry_build,
    "StopBuild": stop_build,
    "BatchGetBuilds": batch_get_builds,
}


def log_tail(build_arn: str) -> list[str]:
    """Return the last lines of a build's log."""
    return list(_builds[build_arn].log.tail)


def _start(request: BuildRequest, parameters: _Parameters) -> object:
    token = (get_account_id(), get_region(), parameters.get("idempotencyToken") or uuid.uuid4().hex)
    # Locked to the end: a client that waits too long for the response repeats the request with the same token.
    with _lock:
        if token in _tokens and (existing := _find(_tokens[token])):
            return json_response({"build": existing})
        record = _new_record(request)
        try:
            _run(record, request)
        except service_role.AssumeRoleError:
            message = f"CodeBuild is not authorized to perform: sts:AssumeRole on {record['serviceRole']}"
            return error_response_json("InvalidInputException", message, 400)
        codebuild._builds[record["id"]] = record
        _tokens[token] = record["id"]
        return json_response({"build": record})


def _run(record: Record, request: BuildRequest) -> None:
    endpoint_url = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"
    timeout = request.settings["timeoutInMinutes"] * 60
    session = _session(record, timeout + _SESSION_MARGIN)
    logs, stream = session.client("logs", endpoint_url=endpoint_url), record["logs"].get("streamName", "")
    build = RunningBuild(
        record=record,
        request=request,
        session=session,
        endpoint_url=endpoint_url,
        # In the folder of the local AWS, because of TMPDIR.
        folder=Path(tempfile.mkdtemp(prefix="codebuild-")).resolve(),
        log=BuildLog(logs, request.log_group, stream),
        cancelled=threading.Event(),
        timeout=timeout,
    )
    arn = record["arn"]
    _builds[arn] = build
    _threads[arn] = threading.Thread(target=build_runner.run, args=(build,), name=build.id, daemon=True)
    _threads[arn].start()


def _session(record: Record, seconds: int) -> Session:
    project_arn = codebuild._project_arn(record["projectName"])
    name = f"AWSCodeBuild-{record['id'].rpartition(':')[2]}"
    keys = service_role.assume(record["serviceRole"], SERVICE, name, seconds, source_arn=project_arn)
    return Session(
        get_region(),
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token,
    )


def _new_record(request: BuildRequest) -> Record:
    project_arn = codebuild._project_arn(request.project)
    _numbers[project_arn] = _numbers.get(project_arn, 0) + 1
    arn = codebuild._build_arn(f"{request.project}:{uuid.uuid4()}")
    return build_record.new(request, arn, _numbers[project_arn])


def _find(build_id: str) -> Record | None:
    """Return a build's record by its id or ARN."""
    record: Record | None = codebuild._builds.get(build_id.partition(":build/")[2] or build_id)
    return record


def _initiator(headers: Mapping[str, str]) -> str:
    if INITIATOR_HEADER in headers:
        return headers[INITIATOR_HEADER]
    return caller.arn().rpartition(":")[2].removeprefix("assumed-role/").removeprefix("user/")


def _not_found(message: str) -> object:
    return error_response_json("ResourceNotFoundException", message, 400)
