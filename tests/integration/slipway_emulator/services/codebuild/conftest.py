"""Projects and builds on the local AWS, with IAM enforced."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from slipway.harness import eventually, unique_name

Aws = Callable[[str], Any]

LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": ["arn:aws:logs:*:*:log-group:/aws/codebuild/*", "arn:aws:logs:*:*:log-group:/aws/codebuild/*:*"],
}
BUCKET = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"], "Resource": "*"}
_TRUST = {"Effect": "Allow", "Principal": {"Service": "codebuild.amazonaws.com"}, "Action": "sts:AssumeRole"}


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@dataclass(frozen=True)
class Project:
    """A project, and functions to run its builds."""

    aws: Aws
    name: str

    def start(self, **overrides: Any) -> str:
        """Start a build and return its id."""
        return str(self.aws("codebuild").start_build(projectName=self.name, **overrides)["build"]["id"])

    def get(self, build_id: str) -> dict[str, Any]:
        """Return a build."""
        return dict(self.aws("codebuild").batch_get_builds(ids=[build_id])["builds"][0])

    def wait(self, build_id: str, timeout: float = 60) -> dict[str, Any]:
        """Wait until a build has ended and return it."""

        def check() -> dict[str, Any]:
            build = self.get(build_id)
            assert build["buildComplete"]
            return build

        return dict(eventually(check, timeout=timeout))

    def build(self, buildspec: str | None = None, **overrides: Any) -> dict[str, Any]:
        """Run a build to its end and return it."""
        inline = {"buildspecOverride": buildspec} if buildspec else {}
        return self.wait(self.start(**inline, **overrides))

    def log(self, build: dict[str, Any]) -> list[str]:
        """Return the output of a build's commands by line."""
        names = {"logGroupName": build["logs"]["groupName"], "logStreamName": build["logs"]["streamName"]}
        events = self.aws("logs").get_log_events(**names, startFromHead=True, limit=10000)["events"]
        return [event["message"] for event in events if not event["message"].startswith("[Container]")]


@pytest.fixture
def create_project(aws: Aws) -> Callable[..., Project]:
    """``create_project({"Effect": …}, …, **settings)`` creates a project whose role has these statements."""

    def create(*statements: dict[str, Any], **settings: Any) -> Project:
        name, iam = unique_name(), aws("iam")
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_document(_TRUST))["Role"]["Arn"]
        policy = _document(*(statements or (LOGS,)))
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=policy)
        required = {
            "source": {"type": "NO_SOURCE", "buildspec": "version: 0.2\nphases: {build: {commands: [echo hello]}}"},
            "artifacts": {"type": "NO_ARTIFACTS"},
            "environment": {
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
            },
        }
        aws("codebuild").create_project(name=name, serviceRole=role, **{**required, **settings})
        return Project(aws, name)

    return create


@pytest.fixture
def bucket(aws: Aws) -> str:
    """A versioned bucket."""
    name, s3 = unique_name(), aws("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


@pytest.fixture
def put_zip(aws: Aws, bucket: str) -> Callable[..., str]:
    """``put_zip(key, {"name": "content"})`` uploads a zip to the bucket and returns its version."""

    def put(key: str, files: dict[str, str]) -> str:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return str(aws("s3").put_object(Bucket=bucket, Key=key, Body=buffer.getvalue())["VersionId"])

    return put


@pytest.fixture
def contexts() -> Callable[[dict[str, Any]], dict[str, str]]:
    """``contexts(build)`` returns ``status code: message`` of each phase that has a message."""

    def read(build: dict[str, Any]) -> dict[str, str]:
        return {
            phase["phaseType"]: f"{context['statusCode']}: {context['message']}"
            for phase in build["phases"]
            for context in phase.get("contexts", [])
            if context["message"]
        }

    return read
