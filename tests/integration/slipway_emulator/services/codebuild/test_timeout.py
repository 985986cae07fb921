"""Ends of builds for which the API is not suitable, e.g. because AWS's shortest timeout is five minutes."""

import threading
import time
import uuid

from slipway.harness import unique_name
from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codebuild import build_request, build_runner
from slipway_emulator.services.codebuild.build_log import BuildLog
from slipway_emulator.services.codebuild.running_build import RunningBuild


def create_build(target, folder, buildspec, timeout):
    name = unique_name()
    project = {
        "name": name,
        "source": {"type": "NO_SOURCE", "buildspec": buildspec},
        "environment": {"image": "image"},
    }
    keys = {"aws_access_key_id": target.access_key_id, "aws_secret_access_key": target.secret_access_key}
    session = Session(target.region, **keys, aws_session_token="")
    logs = session.client("logs", endpoint_url=target.endpoint_url)
    uid = str(uuid.uuid4())
    record = {
        "id": f"{name}:{uid}",
        "arn": f"arn:aws:codebuild:{target.region}:{target.access_key_id}:build/{name}:{uid}",
        "buildNumber": 1,
        "environment": project["environment"],
        "encryptionKey": "",
        "initiator": "test",
        "logs": {},
        "phases": [],
        "projectName": name,
        "source": project["source"],
        "startTime": time.time(),
    }
    folder.mkdir()
    request = build_request.make(project, {}, "test")
    log = BuildLog(logs, request.log_group, uid)
    return RunningBuild(record, request, session, target.endpoint_url, folder, log, threading.Event(), timeout)


def test_a_build_that_times_out_is_ended(target, tmp_path):
    spec = "version: 0.2\nphases: {build: {commands: [sleep 300]}, post_build: {commands: [echo no]}}"
    build = create_build(target, tmp_path / "build", spec, 3)

    build_runner.run(build)

    assert build.record["buildStatus"] == "TIMED_OUT"
    phases = {phase["phaseType"]: phase for phase in build.record["phases"]}
    assert phases["BUILD"]["phaseStatus"] == "TIMED_OUT"
    assert phases["BUILD"]["contexts"] == [{"statusCode": "BUILD_TIMED_OUT", "message": "Build has timed out."}]
    assert "POST_BUILD" not in phases
    assert not build.folder.exists()


def test_an_internal_error_ends_the_build(target, tmp_path, monkeypatch):
    build = create_build(target, tmp_path / "build", "version: 0.2\nphases: {build: {commands: [echo]}}", 60)
    monkeypatch.setattr(build_runner.preparation, "download", lambda _: 1 / 0)

    build_runner.run(build)

    assert (build.record["buildStatus"], build.record["buildComplete"]) == ("FAULT", True)
    assert not build.folder.exists()


def test_a_build_with_its_own_options_and_functions_times_out(target, tmp_path):
    commands = '["set -uC", "echo() { sleep 300; }; trap \'sleep 300\' EXIT", "set -m; yes >/dev/null &", "exit 0"]'
    build = create_build(target, tmp_path / "build", f"version: 0.2\nphases: {{build: {{commands: {commands}}}}}", 5)

    build_runner.run(build)

    assert build.record["buildStatus"] == "TIMED_OUT"
