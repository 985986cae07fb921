"""A repository with a history, and a machine that runs its workflows under the roles of iac/bootstrap."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import repository
from bootstrap_stack import PREFIX
from github_actions import Runner

from slipway.harness.stack import Stack
from slipway.target import Target


class Origin:
    """A repository, at first with this one's files as its only commit, set up as docs/delivery.md says."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        repository.copy_to(directory)
        self._git("init", "-q", "--initial-branch=main")
        self.commit("All that there is")

    def commit(self, message: str) -> None:
        """Commit all that was changed."""
        self._git("add", "--all")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", message)

    def revert(self) -> None:
        """Take the last commit back with another one."""
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "revert", "--no-edit", "HEAD")

    def replace(self, pattern: str, old: str, new: str) -> None:
        """Write something else into the files of a pattern, in each of which it stands once or more."""
        files = list(self.directory.glob(pattern))
        assert files
        for file in files:
            text = file.read_text()
            assert old in text, file
            file.write_text(text.replace(old, new))

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.directory, check=True, capture_output=True)


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin")


@pytest.fixture(scope="session")
def runner(
    bootstrap: Stack,
    assume: Callable[..., Target],
    target: Target,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Origin, dict[str, Any]], Runner]:
    """``runner(origin, github)`` is a machine whose only way to AWS are the roles that its jobs assume."""
    directory, outputs = tmp_path_factory.mktemp("machine"), bootstrap.outputs
    roles = {"AWS_APPLY_ROLE": "apply_role_arns", "AWS_DEPLOY_ROLE": "deploy_role_arns"}

    def session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
        return assume(role_arn, f"{PREFIX}:{claim}", ref=ref).environment()

    def runner(origin: Origin, github: dict[str, Any]) -> Runner:
        plan_role = outputs["plan_role_arn"]
        return Runner(
            origin.directory,
            directory,
            github,
            {"AWS_ACCOUNT_ID": plan_role.split(":")[4], "AWS_REGION": target.region, "AWS_PLAN_ROLE": plan_role},
            {name: {role: outputs[key][name] for role, key in roles.items()} for name in ("dev", "prod")},
            session,
            {"AWS_ENDPOINT_URL": str(target.endpoint_url)},
        )

    return runner
