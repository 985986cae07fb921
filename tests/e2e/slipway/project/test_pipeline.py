"""`slipway up` of a stack with a pipeline, and interruptions while it waits."""

import os
import signal

import pytest

from slipway.harness import eventually

# The pipeline waits for an approval, so that `slipway up` waits.
PIPELINE = """
resource "aws_s3_bucket" "all" {
  bucket = "all"
}
resource "aws_s3_bucket_versioning" "all" {
  bucket = aws_s3_bucket.all.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_object" "source" {
  bucket  = aws_s3_bucket_versioning.all.id
  key     = "source.zip"
  content = "anything"
}
resource "aws_iam_role" "pipeline" {
  name = "pipeline"
  assume_role_policy = jsonencode({ Statement = [{
    Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codepipeline.amazonaws.com" }
  }] })
}
resource "aws_iam_role_policy" "pipeline" {
  role   = aws_iam_role.pipeline.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_codepipeline" "this" {
  name     = "site"
  role_arn = aws_iam_role.pipeline.arn
  artifact_store {
    location = aws_s3_bucket.all.id
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "Code"
      category         = "Source"
      owner            = "AWS"
      provider         = "S3"
      version          = "1"
      output_artifacts = ["code"]
      configuration    = { S3Bucket = "all", S3ObjectKey = aws_s3_object.source.key, PollForSourceChanges = false }
    }
  }
  stage {
    name = "Release"
    action {
      name     = "Approve"
      category = "Approval"
      owner    = "AWS"
      provider = "Manual"
      version  = "1"
    }
  }
  depends_on = [aws_iam_role_policy.pipeline]
}
output "pipeline" { value = aws_codepipeline.this.name }
"""


@pytest.fixture
def pipeline(project):
    """The small project with a pipeline in its stack."""
    project.add_aws_resources()
    (project.stack / "pipeline.tf").write_text(PIPELINE)
    project.configure(outputs='site_pipeline = "pipeline"', more='pipeline = "site_pipeline"')
    return project


@pytest.fixture
def start_up(pipeline):
    """``start_up()`` returns a ``slipway up`` that waits for its pipeline, and the token of the approval."""
    started = []
    log = pipeline.root / ".slipway" / "logs" / "notes-pipeline.log"

    def start_up():
        log.unlink(missing_ok=True)
        process = pipeline.start("up")
        started.append(process)

        def waiting() -> str:
            assert process.poll() is None, process.communicate()
            assert log.exists()
            assert "waits for approval" in log.read_text()
            state = pipeline.client("codepipeline").get_pipeline_state(name="site")
            return state["stageStates"][1]["actionStates"][0]["latestExecution"]["token"]

        return process, eventually(waiting, timeout=120)

    yield start_up
    for process in started:  # otherwise `slipway down` waits for it
        process.kill()
        process.communicate()


def answer(project, token: str, status: str) -> None:
    project.client("codepipeline").put_approval_result(
        pipelineName="site",
        stageName="Release",
        actionName="Approve",
        result={"summary": "why", "status": status},
        token=token,
    )


def statuses(project) -> list[str]:
    executions = project.client("codepipeline").list_pipeline_executions(pipelineName="site")[
        "pipelineExecutionSummaries"
    ]
    return [execution["status"] for execution in executions]


def test_up_continues_after_an_interrupted_wait_and_reports_a_failure(pipeline, start_up):
    killed, _ = start_up()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    interrupted, _ = start_up()
    os.kill(interrupted.pid, signal.SIGINT)
    assert "Traceback" not in interrupted.communicate()[1]
    assert interrupted.returncode == 130

    rejected, token = start_up()
    answer(pipeline, token, "Rejected")
    stderr = rejected.communicate()[1]
    assert rejected.returncode == 1
    assert "slipway: site " in stderr.splitlines()[-1]
    assert "Release/Approve Failed: JobFailed: Rejected by " in stderr.splitlines()[-1]
    assert statuses(pipeline) == ["Failed"]

    approved, token = start_up()
    answer(pipeline, token, "Approved")
    stderr = approved.communicate()[1]
    assert approved.returncode == 0, stderr
    assert "the local AWS starts with a clean state" not in stderr
    assert statuses(pipeline) == ["Succeeded", "Failed"]

    pipeline.run("up")
    assert statuses(pipeline) == ["Succeeded", "Failed"]
