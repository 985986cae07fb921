"""`slipway up` and `slipway pipeline up` of a stack with a pipeline, and interruptions while they wait."""

import json
import os
import signal

import pytest
from repository import ROOT

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
def pipeline(project_in_account):
    """The small project with a pipeline in its stack."""
    project = project_in_account
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
    for process in started:
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


@pytest.mark.xdist_group("up")
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


# Copies an object without a wait. The bucket keeps its content, and the table its items, while `protection` is true.
SITE = """
terraform {
  backend "s3" {}
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = var.region
}
variable "region" { type = string }
variable "environment" { type = string }
variable "note" { type = string }
variable "bucket" { type = string }
variable "protection" { type = bool }
resource "aws_s3_bucket" "all" {
  bucket        = var.bucket
  force_destroy = !var.protection
}
resource "aws_s3_bucket_versioning" "all" {
  bucket = aws_s3_bucket.all.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_object" "source" {
  bucket  = aws_s3_bucket_versioning.all.id
  key     = "source.zip"
  content = var.note
}
resource "aws_dynamodb_table" "notes" {
  name                        = var.bucket
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "id"
  deletion_protection_enabled = var.protection
  attribute {
    name = "id"
    type = "S"
  }
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
      configuration = { S3Bucket = var.bucket, S3ObjectKey = aws_s3_object.source.key, PollForSourceChanges = false }
    }
  }
  stage {
    name = "Release"
    action {
      name            = "Copy"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "S3"
      version         = "1"
      input_artifacts = ["code"]
      configuration   = { BucketName = var.bucket, Extract = "false", ObjectKey = "released" }
    }
  }
  depends_on = [aws_iam_role_policy.pipeline]
}
output "pipeline" { value = aws_codepipeline.this.name }
output "bucket" { value = aws_s3_bucket.all.id }
"""
STACKS = """
[stacks.other]
directory = "iac/none"

[stacks.site]
directory = "iac/site"
variables = {{ note = "{{note}}", bucket = "site-{account}", protection = {protection} }}
outputs = {{ site_pipeline = "pipeline", site_bucket = "bucket" }}
pipeline = "site_pipeline"
"""


@pytest.fixture
def site(project_in_account):
    """``site(protection="true")`` adds a stack with a pipeline, which needs the stack notes; returns the project."""
    project = project_in_account
    folders = {name: project.root / "iac" / name for name in ("site", "none")}
    for folder in folders.values():
        folder.mkdir()
    (folders["site"] / "main.tf").write_text(SITE)
    (folders["none"] / "main.tf").write_text("this isn't applied")
    (folders["site"] / ".terraform.lock.hcl").write_text((ROOT / "iac/bootstrap/.terraform.lock.hcl").read_text())

    def site(protection: str):
        project.configure(more=STACKS.format(account=project.account, protection=protection))
        return project

    return site


@pytest.mark.xdist_group("up")
def test_pipeline_up_launches_what_a_pipeline_needs_and_down_removes_it(site):
    project = site(protection="true")
    first = project.run("pipeline", "up")
    assert f"site_bucket       site-{project.account}\n" in first.stdout
    assert "Release/Copy  Succeeded" in first.stderr
    assert "iac/none" not in first.stderr
    assert json.loads(project.run("outputs").stdout)["note"] == "test: first"

    second = project.run("pipeline", "up", "site")
    assert second.stdout == first.stdout
    assert "has succeeded with the current sources" in second.stderr

    kept = project.run("pipeline", "down", expect=1).stderr.splitlines()[-1]
    assert "aws_dynamodb_table.notes has deletion protection" in kept
    assert "aws_s3_bucket.all isn't empty, and has no force_destroy" in kept
    assert statuses(project) == ["Succeeded"]

    site(protection="false").run("pipeline", "up")
    assert "last-up" in project.run("local", "snapshot", "list").stdout
    outputs = (project.local / "outputs.json").read_text()
    removed = project.run("pipeline", "down").stderr
    assert removed.index("delete aws_codepipeline.this") < removed.index("Remove iac/site:")
    files = project.local.with_name("snapshots") / "last-up" / "files"
    assert "site_bucket" not in (files / "outputs.json").read_text()  # it doesn't bring back what was removed
    assert project.client("codepipeline").list_pipelines()["pipelines"] == []
    assert project.client("dynamodb").list_tables()["TableNames"] == []
    for folder in (project.local, files):  # as after a removal that was killed
        (folder / "outputs.json").write_text(outputs)
    assert "nothing is applied" in project.run("pipeline", "down").stderr
    for folder in (project.local, files):
        assert "site_bucket" not in (folder / "outputs.json").read_text()
