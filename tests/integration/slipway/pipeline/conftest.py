"""Pipelines on the local AWS, and the ``slipway pipeline`` command in a project."""

import json
import re
from types import SimpleNamespace

import pytest
from sample_pipelines import make_function

from slipway import cli
from slipway.harness import unique_name

SETTINGS = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "test"\n'
SOURCE = "source.zip"

# Reports the result that its environment variable names, or none.
FUNCTION = """
import os

import boto3


def handler(event, context):
    job = event["CodePipeline.job"]["id"]
    print("reports", job)
    codepipeline = boto3.client("codepipeline")
    if os.environ["FAILURE"] == "never":
        return
    if os.environ["FAILURE"]:
        details = {"type": "JobFailed", "message": os.environ["FAILURE"]}
        codepipeline.put_job_failure_result(jobId=job, failureDetails=details)
    else:
        codepipeline.put_job_success_result(jobId=job, executionDetails={"summary": "done"})
"""


@pytest.fixture
def slipway(tmp_path, target, monkeypatch, capsys):
    """``slipway("wait", …)`` runs `slipway pipeline wait …` and checks its exit code."""
    (tmp_path / "slipway.toml").write_text(SETTINGS)
    monkeypatch.chdir(tmp_path)
    for name, value in target.environment().items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, expect: int = 0) -> SimpleNamespace:
        code = cli.main(["pipeline", *arguments])
        printed = capsys.readouterr()
        assert code == expect, printed.out + printed.err
        return SimpleNamespace(stdout=printed.out, stderr=printed.err)

    return run


@pytest.fixture(scope="session")
def role(aws):
    """``role("lambda", "s3:*", …)`` creates a role for a service, with these actions on all resources."""

    def make(service: str, *actions: str) -> str:
        iam, name = aws("iam"), unique_name()
        principal = {"Service": f"{service}.amazonaws.com"}
        trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        allowed = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        documents = [json.dumps({"Version": "2012-10-17", "Statement": each}) for each in (trust, allowed)]
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=documents[0])["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=documents[1])
        return str(arn)

    return make


@pytest.fixture(scope="session")
def bucket(aws):
    """A versioned bucket with the source's object in it."""
    name, s3 = unique_name(), aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=name, Key=SOURCE, Body=b"first")
    return name


@pytest.fixture
def function(aws, role):
    """``function("")`` creates a function that completes its jobs, ``function("a reason")`` one that fails them."""
    arn = role("lambda", "logs:*", "codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult")

    def make(failure: str = "") -> str:
        return make_function(aws, FUNCTION, arn, FAILURE=failure)

    return make


@pytest.fixture
def pipeline(aws, role, bucket, function):
    """``pipeline(approval=True)`` creates a pipeline and returns its name; its first execution starts immediately."""
    role_arn = role("codepipeline", "s3:*", "lambda:InvokeFunction")

    def make(*, approval: bool = False, notifier: str | None = None) -> str:
        name = unique_name()
        settings = {"S3Bucket": bucket, "S3ObjectKey": SOURCE, "PollForSourceChanges": "false"}
        source = action("Data", "Source", "S3", settings) | {"outputArtifacts": [{"name": "data"}]}
        notify = action("Notify", "Invoke", "Lambda", {"FunctionName": notifier or function()})
        stages = [("Source", source), ("Release", action("Approve", "Approval", "Manual", {})), ("Publish", notify)]
        declaration = {
            "name": name,
            "roleArn": role_arn,
            "artifactStore": {"type": "S3", "location": bucket},
            "pipelineType": "V2",
            "executionMode": "SUPERSEDED",
            "stages": [{"name": stage, "actions": [each]} for stage, each in stages if approval or stage != "Release"],
        }
        aws("codepipeline").create_pipeline(pipeline=declaration)
        return name

    return make


def action(name: str, category: str, provider: str, configuration: dict[str, str]) -> dict:
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, "configuration": configuration}


@pytest.fixture
def without_times():
    """``without_times(text)`` returns the lines without their times."""
    return lambda text: [re.sub(r"^\S+Z ", "", line) for line in text.splitlines()]


@pytest.fixture
def first_execution(slipway, eventually, aws):
    """``first_execution(name)`` waits until a new pipeline's first execution waits for approval; returns its id."""

    def first_execution(name: str) -> str:
        def waiting() -> None:
            release = aws("codepipeline").get_pipeline_state(name=name)["stageStates"][1]
            assert "token" in release["actionStates"][0].get("latestExecution", {})

        eventually(waiting)
        stage = json.loads(slipway("status", name, "--json").stdout)["stages"][1]
        assert stage["actions"][0]["approval"]
        return str(stage["execution"])

    return first_execution
