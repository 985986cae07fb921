"""`slipway pipeline` against the local AWS's CodePipeline."""

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
    assert "Publish/Notify  Succeeded" in waited.stderr
    lines = without_times(slipway("logs", name, execution, "--action", "Notify").stdout)
    assert any(line.startswith("Publish/Notify reports ") for line in lines)
    assert lines == without_times(slipway("logs", name).stdout)
    assert "waits for no approval" in slipway("approve", name, expect=1).stderr


def test_the_declaration_of_a_real_pipeline_runs(slipway, pipeline, aws, target, tmp_path):
    name = pipeline()
    response = aws("codepipeline").get_pipeline(name=name)
    del response["ResponseMetadata"]
    aws("codepipeline").delete_pipeline(name=name)
    text = json.dumps(response, default=str).replace(target.access_key_id, "123456789012")
    (tmp_path / "real.json").write_text(text.replace(target.region, "us-east-1"))

    assert slipway("import", "real.json").stdout == f"{name}\n"

    assert slipway("wait", name).stdout.endswith("Succeeded\n")


def test_everything_that_a_real_pipeline_uses_and_cannot_run_here_is_named(slipway, pipeline, aws, tmp_path):
    name = pipeline()
    response = aws("codepipeline").get_pipeline(name=name)
    actions = response["pipeline"]["stages"][-1]["actions"]
    actions[0]["configuration"]["Speed"] = "1"
    ecs = {"category": "Deploy", "owner": "AWS", "provider": "ECS", "version": "1"}
    actions.append({"name": "Service", "actionTypeId": ecs})
    (tmp_path / "real.json").write_text(json.dumps({"pipeline": response["pipeline"]}))

    error = slipway("import", "real.json", expect=1).stderr

    assert "the local AWS doesn't support Speed of Invoke/AWS/Lambda." in error
    assert "Action Service: the local AWS doesn't support the action type Deploy/AWS/ECS, version 1." in error


def test_status_shows_stages_actions_revisions_and_executions(slipway, pipeline, aws, bucket):
    name = pipeline()
    version = aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"second")["VersionId"]
    execution = slipway("start", name, "--wait").stdout.split()[0]

    status = json.loads(slipway("status", name, "--json").stdout)

    assert [(stage["name"], stage["status"], stage["execution"]) for stage in status["stages"]] == [
        ("Source", "Succeeded", execution),
        ("Publish", "Succeeded", execution),
    ]
    assert status["stages"][0]["actions"][0]["revision"] == version
    newest = status["executions"][0]
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


def test_a_rejected_approval_fails_the_execution_with_the_summary(slipway, pipeline, first_execution):
    name = pipeline(approval=True)
    execution = first_execution(name)

    assert slipway("approve", name, "Release/Approve", "--reject", "--summary", "not now").stdout.endswith("rejected\n")

    last = slipway("wait", name, execution, expect=1).stderr.splitlines()[-1]
    assert last.startswith(f"slipway: {name} {execution} Failed: Release/Approve Failed: ")
    assert "not now" in last


def test_a_failed_stage_can_be_retried_after_a_fix(slipway, pipeline, function, aws):
    broken = function("no such channel")
    name = pipeline(notifier=broken)
    started = slipway("start", name, "--wait", expect=1)
    execution = started.stdout.strip()
    failure = f"slipway: {name} {execution} Failed: Publish/Notify Failed: JobFailed: no such channel"
    assert started.stderr.splitlines()[-1].startswith(failure)

    aws("lambda").update_function_configuration(FunctionName=broken, Environment={"Variables": {"FAILURE": ""}})
    assert slipway("retry", name).stdout == f"{name}: Publish of {execution} runs again\n"

    assert slipway("wait", name, execution).stdout == f"{name} {execution} Succeeded\n"
    assert f"{execution}, is Succeeded" in slipway("retry", name, expect=1).stderr


def test_a_superseded_execution_is_an_error_with_the_newer_one(slipway, pipeline, first_execution, eventually):
    name = pipeline(approval=True)
    first_execution(name)
    second = slipway("start", name).stdout.strip()

    def waits_to_enter() -> None:
        assert json.loads(slipway("status", name, "--json").stdout)["stages"][1]["waiting"] == [second]

    eventually(waits_to_enter)
    third = slipway("start", name).stdout.strip()

    last = slipway("wait", name, second, expect=1).stderr.splitlines()[-1]
    assert last == f"slipway: {name} {second} Superseded by {third}"


def test_the_execution_continues_after_ctrl_c_on_a_terminal(slipway, pipeline, first_execution, tmp_path):
    name = pipeline(approval=True)
    execution = first_execution(name)
    controller, terminal = pty.openpty()
    command = [Path(sys.executable).with_name("slipway"), "pipeline", "wait", name, execution]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=terminal, stdout=subprocess.PIPE, start_new_session=True)
    os.close(terminal)

    seen = read_until(controller, "\x1b[3A")  # the second update: three lines up, and over the first
    process.send_signal(signal.SIGINT)
    seen += read_until(controller, "slipway: interrupted")
    process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Release/Approve  InProgress" in seen
    assert f"the execution continues; `slipway pipeline wait {name} {execution}` watches it again" in seen
    assert json.loads(slipway("status", name, "--json").stdout)["executions"][0]["status"] == "InProgress"


def read_until(descriptor: int, text: str) -> str:
    seen = ""
    while text not in seen:
        seen += os.read(descriptor, 4096).decode()
    return seen


def test_an_unknown_pipeline_is_an_error_that_lists_the_others(slipway, pipeline):
    name = pipeline()
    error = slipway("wait", "none", expect=1).stderr
    assert error.startswith("slipway: there is no pipeline 'none' on http://127.0.0.1:")
    assert name in error


@pytest.fixture
def run(target, tmp_path):
    """``run(name)`` runs a pipeline like `slipway up`, and returns the output."""
    project = Project(root=tmp_path, region=target.region, account=target.access_key_id, environment="test")
    project.local_directory.mkdir(parents=True)
    repositories.publish(project)

    def run(name: str) -> list[str]:
        output: list[str] = []
        pipelines.ensure_succeeded(project, target, name, output.append)
        return output

    return run


def executions(aws, name: str) -> list[dict]:
    return aws("codepipeline").list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"]


def test_up_waits_for_a_running_execution_and_starts_one_only_for_a_new_revision(run, pipeline, aws, bucket):
    name = pipeline()
    run(name)
    first = executions(aws, name)
    assert [each["status"] for each in first] == ["Succeeded"]

    assert run(name) == [f"{first[0]['pipelineExecutionId']} has succeeded with the current sources"]
    assert len(executions(aws, name)) == 1

    version = aws("s3").put_object(Bucket=bucket, Key="source.zip", Body=b"newer")["VersionId"]
    run(name)
    newest, *older = executions(aws, name)
    assert len(older) == 1
    assert (newest["status"], newest["sourceRevisions"][0]["revisionId"]) == ("Succeeded", version)


def test_up_starts_a_failed_pipeline_again_and_fails_with_the_reason(run, pipeline, function, aws, eventually):
    name = pipeline(notifier=function("no such channel"))

    def failed() -> None:
        assert [each["status"] for each in executions(aws, name)] == ["Failed"]

    eventually(failed)  # the execution that begins with the pipeline
    for count in (2, 3):
        with pytest.raises(ExecutionError, match="Publish/Notify Failed: JobFailed: no such channel"):
            run(name)
        assert len(executions(aws, name)) == count


def test_up_does_not_wait_for_an_action_that_invoked_a_function_without_code(
    run, pipeline, function, aws, target, eventually
):
    not_deployed = function("never")
    name = pipeline(notifier=not_deployed)

    def is_running() -> None:
        stages = aws("codepipeline").get_pipeline_state(name=name)["stageStates"]
        assert stages[1]["actionStates"][0].get("latestExecution", {}).get("status") == "InProgress"

    eventually(is_running)
    environment = {"Variables": {"FAILURE": ""}}
    aws("lambda").update_function_configuration(FunctionName=not_deployed, Environment=environment)

    pipelines.stop(target, name)
    run(name)

    assert [each["status"] for each in executions(aws, name)] == ["Succeeded", "Stopped"]
