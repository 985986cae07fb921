"""Pipelines on the local AWS, for tests that run them."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.harness import unique_name

Aws = Callable[[str], Any]

_TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "codepipeline.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}


@dataclass(frozen=True)
class Site:
    """The resources that these pipelines share.

    Attributes:
        bucket: bucket for artifacts and the source's object ``source.zip``; versioned, and sends events to EventBridge.
        role_arn: ARN of a role that may use the bucket and invoke every function.
        function: the name of a function that does what its user parameters say.
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
        """Create a pipeline, which also starts it, and return its name."""
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

    def invoke(self, name: str, parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A Lambda action with these user parameters."""
        return {
            "name": name,
            "actionTypeId": {"category": "Invoke", "owner": "AWS", "provider": "Lambda", "version": "1"},
            "configuration": {"FunctionName": self.function, "UserParameters": json.dumps(parameters)},
        } | more

    def put_source(self, body: bytes) -> str:
        """Put the source's object and return its version."""
        stored = self.aws("s3").put_object(Bucket=self.bucket, Key="source.zip", Body=body)
        return str(stored["VersionId"])


def approval(name: str, **more: Any) -> dict[str, Any]:
    """A manual approval."""
    type_id = {"category": "Approval", "owner": "AWS", "provider": "Manual", "version": "1"}
    return {"name": name, "actionTypeId": type_id, "configuration": {}} | more


def make_role(aws: Aws, trust: dict[str, Any], *statements: dict[str, Any]) -> str:
    """Create a role and return its ARN."""
    iam, name = aws("iam"), unique_name()
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    if statements:
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName="policy", PolicyDocument=document)
    return str(arn)


def trust(service: str) -> dict[str, Any]:
    """The trust policy of a role for a service."""
    return json.loads(json.dumps(_TRUST).replace("codepipeline.", f"{service}."))


def make_function(aws: Aws, source: str, role_arn: str, *, name: str = "", **environment: str) -> str:
    """Create a function from Python source and environment variables, and return its name."""
    name, buffer = name or unique_name(), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", source)
    aws("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="main.handler",
        Role=role_arn,
        Timeout=10,
        Code={"ZipFile": buffer.getvalue()},
        Environment={"Variables": environment},
    )
    return name


class Repository:
    """A git repository with the branch ``main`` and one file."""

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
