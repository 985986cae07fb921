"""A build ends when its time is over. AWS's shortest timeout is five minutes, so the build is run without the API."""

import threading
import time
import uuid

import boto3

from slipway.harness import unique_name
from slipway_emulator.services.codebuild import order, runner
from slipway_emulator.services.codebuild.log import Log
from slipway_emulator.services.codebuild.run import Run


def make_run(target, folder, buildspec, seconds):
    name = unique_name()
    project = {
        "name": name,
        "source": {"type": "NO_SOURCE", "buildspec": buildspec},
        "environment": {"image": "image"},
    }
    session = boto3.Session(target.access_key_id, target.secret_access_key, region_name=target.region)
    logs = session.client("logs", endpoint_url=target.endpoint_url)
    uid = str(uuid.uuid4())
    build = {
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
    wanted = order.make(project, {}, "test")
    log = Log(logs, wanted.log_group, uid)
    return Run(build, wanted, session, target.endpoint_url, folder, log, threading.Event(), seconds)


def test_a_build_that_takes_too_long_is_ended(target, tmp_path):
    spec = "version: 0.2\nphases: {build: {commands: [sleep 300]}, post_build: {commands: [echo no]}}"
    run = make_run(target, tmp_path / "build", spec, 3)

    runner.run(run)

    assert run.build["buildStatus"] == "TIMED_OUT"
    ended = {phase["phaseType"]: phase for phase in run.build["phases"]}
    assert ended["BUILD"]["phaseStatus"] == "TIMED_OUT"
    assert ended["BUILD"]["contexts"] == [{"statusCode": "BUILD_TIMED_OUT", "message": "Build has timed out."}]
    assert "POST_BUILD" not in ended
    assert not run.folder.exists()


def test_a_fault_of_the_local_aws_itself_ends_the_build_too(target, tmp_path, monkeypatch):
    run = make_run(target, tmp_path / "build", "version: 0.2\nphases: {build: {commands: [echo]}}", 60)
    monkeypatch.setattr(runner.preparation, "download", lambda _: 1 / 0)

    runner.run(run)

    assert (run.build["buildStatus"], run.build["buildComplete"]) == ("FAULT", True)
    assert not run.folder.exists()
