"""CodeBuild's operations on builds, inside MiniStack's process.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Operations.html
"""

import os
import tempfile
import threading
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import boto3
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response
from ministack.services import codebuild

from slipway_emulator.iam import caller, service_role
from slipway_emulator.services import boto_sessions
from slipway_emulator.services.codebuild import order, record, runner
from slipway_emulator.services.codebuild.log import Log
from slipway_emulator.services.codebuild.order import Order, Refused
from slipway_emulator.services.codebuild.run import Run

_Request = Mapping[str, Any]

SERVICE = "codebuild.amazonaws.com"
# With it, CodePipeline's action names its pipeline: to AWS it is known who calls.
INITIATOR_HEADER = "x-slipway-initiator"
# Seconds that the role's session outlives the build.
_MARGIN = 600
# Seconds for which StopBuild waits for the end, which the killed commands delay hardly.
_STOP_TIMEOUT = 10

# The builds of this process, by ARN, and the thread of each.
_runs: dict[str, Run] = {}
_threads: dict[str, threading.Thread] = {}
# The last build's number, by the project's ARN.
_numbers: dict[str, int] = {}
# The builds that a StartBuild with an idempotency token made.
_tokens: dict[tuple[str, str, str], str] = {}
_lock = threading.Lock()


def start_build(request: _Request, headers: Mapping[str, str]) -> object:
    """Answer StartBuild."""
    name = codebuild._project_name_from_identifier(request.get("projectName", ""))
    project = codebuild._projects.get(name) if name else None
    if project is None:
        return _not_found(f"Project cannot be found: {request.get('projectName')}")
    try:
        return _started(order.make(project, request, _initiator(headers)), request)
    except Refused as error:
        return error_response_json("InvalidInputException", str(error), 400)


def retry_build(request: _Request, headers: Mapping[str, str]) -> object:
    """Answer RetryBuild."""
    build = _find(request.get("id", ""))
    if build is None or build["arn"] not in _runs:
        return _not_found(f"Build cannot be found: {request.get('id')}")
    del headers
    return _started(_runs[build["arn"]].order, request)


def stop_build(request: _Request, headers: Mapping[str, str]) -> object:
    """Answer StopBuild, once the build has ended."""
    del headers
    build = _find(request.get("id", ""))
    if build is None:
        return _not_found(f"Build cannot be found: {request.get('id')}")
    _runs[build["arn"]].cancelled.set()
    _threads[build["arn"]].join(_STOP_TIMEOUT)
    return json_response({"build": build})


def batch_get_builds(request: _Request, headers: Mapping[str, str]) -> object:
    """Answer BatchGetBuilds."""
    del headers
    found = {id_: _find(id_) for id_ in request.get("ids", [])}
    builds = [build for build in found.values() if build is not None]
    return json_response({"builds": builds, "buildsNotFound": [id_ for id_, build in found.items() if build is None]})


OPERATIONS: dict[str, Callable[[_Request, Mapping[str, str]], object]] = {
    "StartBuild": start_build,
    "RetryBuild": retry_build,
    "StopBuild": stop_build,
    "BatchGetBuilds": batch_get_builds,
}


def log_tail(build_arn: str) -> list[str]:
    """Return the last lines of a build's log."""
    return list(_runs[build_arn].log.tail)


def _started(wanted: Order, request: _Request) -> object:
    token = (get_account_id(), get_region(), request.get("idempotencyToken") or uuid.uuid4().hex)
    with _lock:  # to the end: two requests with one token come at the same time when the first one's answer is late
        if token in _tokens and (known := _find(_tokens[token])):
            return json_response({"build": known})
        build = _record(wanted)
        try:
            _run(build, wanted)
        except service_role.CannotAssume:
            message = f"CodeBuild is not authorized to perform: sts:AssumeRole on {build['serviceRole']}"
            return error_response_json("InvalidInputException", message, 400)
        codebuild._builds[build["id"]] = build
        _tokens[token] = build["id"]
        return json_response({"build": build})


def _run(build: dict[str, Any], wanted: Order) -> None:
    endpoint_url = f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}"
    seconds = wanted.settings["timeoutInMinutes"] * 60
    session = _session(build, seconds + _MARGIN)
    run = Run(
        build=build,
        order=wanted,
        session=session,
        endpoint_url=endpoint_url,
        # Below the emulator's own folder, which TMPDIR is in.
        folder=Path(tempfile.mkdtemp(prefix="codebuild-")).resolve(),
        log=Log(
            session.client("logs", endpoint_url=endpoint_url), wanted.log_group, build["logs"].get("streamName", "")
        ),
        cancelled=threading.Event(),
        seconds=seconds,
    )
    _runs[build["arn"]] = run
    _threads[build["arn"]] = threading.Thread(target=runner.run, args=(run,), name=build["id"], daemon=True)
    _threads[build["arn"]].start()


def _session(build: dict[str, Any], seconds: int) -> boto3.Session:
    project_arn = codebuild._project_arn(build["projectName"])
    name = f"AWSCodeBuild-{build['id'].rpartition(':')[2]}"
    keys = service_role.assume(build["serviceRole"], SERVICE, name, seconds, source_arn=project_arn)
    return boto_sessions.make(
        get_region(),
        aws_access_key_id=keys.access_key_id,
        aws_secret_access_key=keys.secret_access_key,
        aws_session_token=keys.session_token,
    )


def _record(wanted: Order) -> dict[str, Any]:
    project_arn = codebuild._project_arn(wanted.project)
    _numbers[project_arn] = _numbers.get(project_arn, 0) + 1
    arn = codebuild._build_arn(f"{wanted.project}:{uuid.uuid4()}")
    return record.new(wanted, arn, _numbers[project_arn])


def _find(build_id: str) -> dict[str, Any] | None:
    """Return a build's record by its id or ARN."""
    found: dict[str, Any] | None = codebuild._builds.get(build_id.partition(":build/")[2] or build_id)
    return found


def _initiator(headers: Mapping[str, str]) -> str:
    if INITIATOR_HEADER in headers:
        return headers[INITIATOR_HEADER]
    return caller.arn().rpartition(":")[2].removeprefix("assumed-role/").removeprefix("user/")


def _not_found(message: str) -> object:
    return error_response_json("ResourceNotFoundException", message, 400)
