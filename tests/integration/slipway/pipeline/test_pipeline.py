"""`slipway pipeline` against the local AWS's CodePipeline, as real processes."""

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from slipway.config.project import Project
from slipway.pipeline.wait import ExecutionError
from slipway.project import pipelines, repositories


def test_an_execution_is_approved_and_watched_and_its_logs_are_read(slipway, pipeline, first_execution, without_times):
    name = pipeline(approval=True)
    execution = first_execution(name)

    assert slipway("approve", name, "--summary", "fine").stdout == f"{name}: Release/Approve approved\n"
    waited = slipway("wait", name, execution)

    assert waited.stdout == f"{name} {execution} Succeeded\n"
    assert "Publish/Tell  Succeeded" in waited.stderr
    lines = without_times(slipway("logs", name, execution, "--action", "Tell").stdout)
    assert any(line.startswith("Publish/Tell telling of ") for line in lines)
    assert lines == without_times(slipway("logs", name).stdout)
    assert "waits for no approval" in slipway("approve", name, expect=1).stderr


def test_status_tells_stages_actions_revisions_and_executions(slipway, pipeline, aws, bucket):
    name = pipeline()
    version = aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"second")["VersionId"]
    execution = slipway("start", name, "--wait").stdout.split()[0]

    found = json.loads(slipway("status", name, "--json").stdout)

    assert [(stage["name"], stage["status"], stage["execution"]) for stage in found["stages"]] == [
        ("Source", "Succeeded", execution),
        ("Publish", "Succeeded", execution),
    ]
    assert found["stages"][0]["actions"][0]["revision"] == version
    newest = found["executions"][0]
    assert (newest["id"], newest["status"], newest["revisions"]) == (execution, "Succeeded", {"Data": version})
    assert newest["trigger"] == "StartPipelineExecution"
    assert execution in slipway("status", name).stdout


def test_a_start_can_name_an_older_revision(slipway, pipeline, aws, bucket):
    name = pipeline()
    older = aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"older")["VersionId"]
    aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"newer")

    slipway("start", name, "--revision", f"Data={older}", "--wait")

    assert json.loads(slipway("status", name, "--json").stdout)["executions"][0]["revisions"] == {"Data": older}
    assert (
        "has no source action 'Code'; there are: Data" in slipway("start", name, "--revision=Code=1", expect=1).stderr
    )


def test_a_rejected_approval_fails_the_execution_with_what_was_said(slipway, pipeline, first_execution):
    name = pipeline(approval=True)
    execution = first_execution(name)

    assert slipway("approve", name, "Release/Approve", "--reject", "--summary", "not now").stdout.endswith("rejected\n")

    last = slipway("wait", name, execution, expect=1).stderr.splitlines()[-1]
    assert last.startswith(f"slipway: {name} {execution} Failed: Release/Approve Failed: ")
    assert "not now" in last


def test_a_failed_stage_is_retried_after_the_mistake_is_patched(slipway, pipeline, function, aws):
    broken = function("no such channel")
    name = pipeline(tells=broken)
    started = slipway("start", name, "--wait", expect=1)
    execution = started.stdout.strip()
    failure = f"slipway: {name} {execution} Failed: Publish/Tell Failed: JobFailed: no such channel"
    assert started.stderr.splitlines()[-1].startswith(failure)

    aws("lambda").update_function_configuration(FunctionName=broken, Environment={"Variables": {"FAILURE": ""}})
    assert slipway("retry", name).stdout == f"{name}: Publish of {execution} runs again\n"

    assert slipway("wait", name, execution).stdout == f"{name} {execution} Succeeded\n"
    assert f"{execution}, is Succeeded" in slipway("retry", name, expect=1).stderr


def test_a_superseded_execution_says_by_which(slipway, pipeline, first_execution, eventually):
    name = pipeline(approval=True)
    first_execution(name)
    second = slipway("start", name).stdout.strip()

    def waits_to_enter() -> None:
        assert json.loads(slipway("status", name, "--json").stdout)["stages"][1]["waiting"] == [second]

    eventually(waits_to_enter)
    third = slipway("start", name).stdout.strip()

    last = slipway("wait", name, second, expect=1).stderr.splitlines()[-1]
    assert last == f"slipway: {name} {second} Superseded by {third}"


def test_ctrl_c_on_a_terminal_leaves_the_pipeline_running(slipway, pipeline, first_execution, tmp_path):
    name = pipeline(approval=True)
    execution = first_execution(name)
    controller, terminal = pty.openpty()
    command = [Path(sys.executable).with_name("slipway"), "pipeline", "wait", name, execution]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=terminal, stdout=subprocess.PIPE, start_new_session=True)
    os.close(terminal)

    seen = read_until(controller, "\x1b[3A")  # the second look: three lines up, and over the first
    process.send_signal(signal.SIGINT)
    seen += read_until(controller, "slipway: interrupted")
    process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Release/Approve  InProgress" in seen
    assert f"the pipeline goes on; `slipway pipeline wait {name} {execution}` watches it again" in seen
    assert json.loads(slipway("status", name, "--json").stdout)["executions"][0]["status"] == "InProgress"


def read_until(descriptor: int, text: str) -> str:
    seen = ""
    while text not in seen:
        seen += os.read(descriptor, 4096).decode()
    return seen


def test_a_pipeline_that_is_not_there_is_named_with_those_that_are(slipway, pipeline):
    name = pipeline()
    said = slipway("wait", "none", expect=1).stderr
    assert said.startswith("slipway: there is no pipeline none on http://127.0.0.1:")
    assert name in said


@pytest.fixture
def settle(target, tmp_path):
    """``settle(name)`` does what `slipway up` does with a stack's pipeline."""
    project = Project(root=tmp_path, region=target.region, account=target.access_key_id, environment="test")
    project.local_directory.mkdir(parents=True)
    repositories.publish(project)

    def settle(name: str) -> list[str]:
        said: list[str] = []
        pipelines.settle(project, target, name, said.append)
        return said

    return settle


def executions(aws, name: str) -> list[dict]:
    return aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]


def test_up_waits_for_the_execution_that_there_is_and_starts_one_for_what_is_newer_only(settle, pipeline, aws, bucket):
    name = pipeline()
    settle(name)
    first = executions(aws, name)
    assert [each["status"] for each in first] == ["Succeeded"]

    assert settle(name) == [f"{first[0]['pipelineExecutionId']} has succeeded with the sources as they are"]
    assert len(executions(aws, name)) == 1

    version = aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"newer")["VersionId"]
    settle(name)
    newest, *older = executions(aws, name)
    assert len(older) == 1
    assert (newest["status"], newest["sourceRevisions"][0]["revisionId"]) == ("Succeeded", version)


def test_up_starts_a_failed_pipeline_again_and_fails_with_its_reason(settle, pipeline, function, aws):
    name = pipeline(tells=function("no such channel"))
    for count in (1, 2):
        with pytest.raises(ExecutionError, match="Publish/Tell Failed: JobFailed: no such channel"):
            settle(name)
        assert len(executions(aws, name)) == count


def test_up_does_not_wait_for_an_action_that_met_a_function_without_code(
    settle, pipeline, function, aws, target, eventually
):
    not_deployed = function("never")
    name = pipeline(tells=not_deployed)

    def telling() -> None:
        stages = aws("codepipeline").get_pipeline_state(name=name)["stageStates"]
        assert stages[1]["actionStates"][0].get("latestExecution", {}).get("status") == "InProgress"

    eventually(telling)
    environment = {"Variables": {"FAILURE": ""}}
    aws("lambda").update_function_configuration(FunctionName=not_deployed, Environment=environment)

    pipelines.stop(target, name)
    settle(name)

    assert [each["status"] for each in executions(aws, name)] == ["Succeeded", "Stopped"]
