"""Real pipelines on the local AWS: a bucket, a role, functions, and what waits for executions."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from slipway.harness import unique_name
from slipway.local import codeconnections

Aws = Callable[[str], Any]

# Answers the job by its user parameters: {"succeed": {…}}, {"fail": "message"}, {"continue": "token"} once, or nothing.
ANSWERING = """
import json

import boto3


def handler(event, context):
    job = event["CodePipeline.job"]
    configuration = job["data"]["actionConfiguration"]["configuration"]
    wanted = json.loads(configuration["UserParameters"])
    codepipeline = boto3.client("codepipeline")
    print(json.dumps({"id": job["id"], "wanted": wanted}))
    if "fail" in wanted:
        details = {"type": "JobFailed", "message": wanted["fail"], "externalExecutionId": "e-1"}
        codepipeline.put_job_failure_result(jobId=job["id"], failureDetails=details)
    elif "continue" in wanted and "continuationToken" not in job["data"]:
        codepipeline.put_job_success_result(jobId=job["id"], continuationToken=wanted["continue"])
    elif "copy" in wanted:
        keys = job["data"]["artifactCredentials"]
        session = boto3.Session(keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
        places = [job["data"][kind][0]["location"]["s3Location"] for kind in ("inputArtifacts", "outputArtifacts")]
        source, copy = [{"Bucket": place["bucketName"], "Key": place["objectKey"]} for place in places]
        s3 = session.client("s3")
        s3.put_object(**copy, Body=s3.get_object(**source)["Body"].read() + b"!")
        try:
            s3.put_object(**source, Body=b"changed")
            refused = ""
        except Exception as error:
            refused = str(error)
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables={"refused": refused})
    elif "succeed" in wanted:
        token = job["data"].get("continuationToken")
        variables = wanted["succeed"] | ({"token": token} if token else {})
        details = {"summary": "done", "externalExecutionId": "e-2", "percentComplete": 100}
        codepipeline.put_job_success_result(jobId=job["id"], outputVariables=variables, executionDetails=details)
    elif "die" in wanted:
        raise SystemExit(1)
"""

_TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "codepipeline.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}
_REPORT = ["codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"]


@dataclass(frozen=True)
class Site:
    """What every pipeline here has.

    Attributes:
        bucket: of artifacts and of the source's object ``source.zip``; versioned, and it tells EventBridge.
        role_arn: may use the bucket and invoke every function.
        function: the name of one that does what its user parameters say.
    """

    aws: Aws
    bucket: str
    role_arn: str
    function: str

    def declare(self, *stages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """A pipeline of type V2 with an S3 source in front of these stages, called Stage1, Stage2, …"""
        named = [{"name": f"Stage{number}", "actions": actions} for number, actions in enumerate(stages, 1)]
        return {
            "name": unique_name(),
            "roleArn": self.role_arn,
            "artifactStore": {"type": "S3", "location": self.bucket},
            "pipelineType": "V2",
            "stages": [{"name": "Source", "actions": [self.source()]}, *named],
        } | more

    def create(self, *stages: list[dict[str, Any]], **more: Any) -> str:
        """Create a pipeline and return its name; AWS and this engine start it by that."""
        declared = self.declare(*stages, **more)
        self.aws("codepipeline").create_pipeline(pipeline=declared)
        return str(declared["name"])

    def source(self, **more: Any) -> dict[str, Any]:
        """An S3 source with the output artifact ``source``."""
        configuration = {"S3Bucket": self.bucket, "S3ObjectKey": "source.zip", "PollForSourceChanges": "false"}
        return {
            "name": "S3",
            "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"},
            "configuration": configuration,
            "outputArtifacts": [{"name": "source"}],
            "namespace": "S3Variables",
        } | more

    def invoke(self, name: str, wanted: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A Lambda action whose function does what is wanted."""
        return {
            "name": name,
            "actionTypeId": {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"},
            "configuration": {"FunctionName": self.function, "UserParameters": json.dumps(wanted)},
        } | more

    def put_source(self, body: bytes) -> str:
        """Put the source's object and return its version."""
        stored = self.aws("s3").put_object(Bucket=self.bucket, Key="source.zip", Body=body)
        return str(stored["VersionId"])


def approval(name: str, **more: Any) -> dict[str, Any]:
    """A manual approval."""
    type_id = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}
    return {"name": name, "actionTypeId": type_id, "configuration": {}} | more


@pytest.fixture(name="approval")
def approval_fixture():
    return approval


def make_role(aws: Aws, trust: dict[str, Any], *statements: dict[str, Any]) -> str:
    """Make a role and return its ARN."""
    iam, name = aws("iam"), unique_name()
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=document)
    return str(arn)


def trust(service: str) -> dict[str, Any]:
    """The trust policy of a role for a service."""
    return json.loads(json.dumps(_TRUST).replace("codepipeline.", f"{service}."))


@pytest.fixture(scope="session")
def make(aws):
    """``make(trusted service, {"Effect": …}, …)`` makes a role and returns its ARN."""

    def role(service: str, *statements: dict[str, Any]) -> str:
        return make_role(aws, trust(service), *statements)

    return role


@pytest.fixture(scope="session")
def site(aws, make):
    """The bucket, the role and the function."""
    bucket = unique_name()
    s3 = aws("s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    s3.put_object(Bucket=bucket, Key="source.zip", Body=b"one")
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    function_role = make("lambda", {"Effect": "Allow", "Action": _REPORT, "Resource": "*"}, logs)
    function = make_function(aws, ANSWERING, function_role)
    own = [
        {"Effect": "Allow", "Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]},
        {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"},
    ]
    return Site(aws, bucket, make("codepipeline", *own), function)


def make_function(aws: Aws, source: str, role_arn: str) -> str:
    """Make a function of Python source and return its name."""
    name, buffer = unique_name(), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", source)
    aws("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="main.handler",
        Role=role_arn,
        Timeout=10,
        Code={"ZipFile": buffer.getvalue()},
    )
    return name


class Repository:
    """A git repository with the branch ``main`` and, at first, one file."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, f"example/{name}"
        self.git("init", "--quiet", "--initial-branch", "main")
        self.commit("page.html", "one ")

    def git(self, *arguments: str) -> str:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
        command = ["git", "-C", str(self.path), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, file: str, more: str = "x") -> str:
        """Add to a file and return the commit."""
        with (self.path / file).open("a") as changed:
            changed.write(more)
        self.git("add", file)
        self.git("commit", "--quiet", "-m", file)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path, local_aws, target):
    """A git repository that the account's connections lead to."""
    found = Repository(tmp_path, unique_name())
    codeconnections.register(local_aws.directory, target.access_key_id, found.name, tmp_path)
    return found


@pytest.fixture(scope="session")
def ended(aws, eventually):
    """``ended(pipeline, id=None)`` waits until an execution, by default the newest, has ended; returns its summary."""
    codepipeline = aws("codepipeline")

    def wait(pipeline: str, id_: str | None = None) -> dict[str, Any]:
        def check() -> dict[str, Any]:
            summaries = codepipeline.list_pipeline_executions(pipelineName=pipeline)["pipelineExecutionSummaries"]
            summary = next(each for each in summaries if id_ in (None, each["pipelineExecutionId"]))
            assert summary["status"] not in ("InProgress", "Stopping"), summary
            return summary

        return eventually(check)

    return wait


@pytest.fixture(scope="session")
def actions(aws):
    """``actions(pipeline)`` is the newest run of each action, by name."""

    def read(pipeline: str) -> dict[str, Any]:
        details = aws("codepipeline").list_action_executions(pipelineName=pipeline)["actionExecutionDetails"]
        return {detail["actionName"]: detail for detail in reversed(details)}

    return read


@pytest.fixture(scope="session")
def token(aws, eventually):
    """``token(pipeline, stage, action)`` waits for an approval and returns its token."""

    def wait(pipeline: str, stage: str, action: str) -> str:
        def check() -> str:
            states = aws("codepipeline").get_pipeline_state(name=pipeline)["stageStates"]
            found = next(each for each in states if each["stageName"] == stage)["actionStates"]
            latest = next(each for each in found if each["actionName"] == action).get("latestExecution", {})
            assert latest.get("token")
            return str(latest["token"])

        return eventually(check)

    return wait
