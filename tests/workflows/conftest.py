"""A repository with a history, roles that trust it, and a machine that runs its workflows."""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import repository
from github_actions import Runner


class Origin:
    """A repository, at first with this one's files as its only commit."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        repository.copy_to(directory)
        self._git("init", "-q", "--initial-branch=main")

    def commit(self, message: str) -> None:
        """Commit all that was changed."""
        self._git("add", "--all")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", message)

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.directory, check=True)


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin")


@pytest.fixture
def role(aws: Callable[[str], Any], unique_name: str) -> Iterator[Callable[..., str]]:
    """``role(name, action…, resource)`` makes a role that may do these and returns its ARN."""
    iam, made = aws("iam"), []
    account = aws("sts").get_caller_identity()["Account"]
    principals = {"AWS": f"arn:aws:iam::{account}:root", "Service": "lambda.amazonaws.com"}
    trust = json.dumps(_policy(Action="sts:AssumeRole", Principal=principals))

    def role(suffix: str, *actions: str, resource: str = "*") -> str:
        name = f"{unique_name}-{suffix}"
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        made.append(name)
        document = json.dumps(_policy(Action=list(actions), Resource=resource))
        iam.put_role_policy(RoleName=name, PolicyName="delivery", PolicyDocument=document)
        return str(arn)

    yield role
    for name in made:
        iam.delete_role_policy(RoleName=name, PolicyName="delivery")
        iam.delete_role(RoleName=name)


def _policy(**statement: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


@pytest.fixture
def runner(origin: Origin, tmp_path: Path, aws: Callable[[str], Any], target: Any) -> Callable[..., Runner]:
    """``runner(github, **variables)`` is a machine whose only way to AWS are the roles that its jobs assume."""

    def assume(arn: str) -> dict[str, str]:
        session = aws("sts").assume_role(RoleArn=arn, RoleSessionName="GitHubActions")["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
            "AWS_SESSION_TOKEN": session["SessionToken"],
        }

    def runner(github: dict[str, Any], **variables: str) -> Runner:
        directory = tmp_path / "machine"
        directory.mkdir(exist_ok=True)
        variables = {"AWS_REGION": target.region, **variables}
        endpoint = {"AWS_ENDPOINT_URL": target.endpoint_url}
        return Runner(origin.directory, directory, github, variables, assume, endpoint)

    return runner
