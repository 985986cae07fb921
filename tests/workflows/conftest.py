"""A repository with a history, and a machine that runs its workflows under the roles of iac/bootstrap."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import repository
from bootstrap_stack import PREFIX, assume_role
from github_actions import Runner

from slipway.aws.target import Target
from slipway.harness.stack import SharedStack
from slipway.local import environments

# In one worker, with one machine.
MACHINE = [pytest.mark.xdist_group("workflows"), pytest.mark.slow(500)]

STACK = """
terraform {
  backend "s3" {}
}

variable "region" {
  type = string
}

variable "environment" {
  type = string
}

variable "greeting" {
  type = string
}

variable "permissions_boundary" {
  type = string
}

variable "role_path" {
  type = string
}

provider "aws" {
  region = var.region
}

variable "apps" {
  type = set(string)
}

module "apps" {
  source   = "../../modules/lambda"
  for_each = var.apps
  name     = "${var.environment}-${each.key}"
  handler  = "${each.key}.handler"
  runtime  = "python3.13"
  role     = { permissions_boundary = var.permissions_boundary, path = var.role_path }
}

resource "aws_sns_topic" "this" {
  name         = "${var.environment}-news"
  display_name = var.greeting
}
"""


# Folders whose files no test changes. A working tree without them takes a fifth of the time.
LEFT_OUT = ("lambda_release", "libs", "modules", "slipway", "slipway_emulator", "tools")


class Origin:
    """A repository: one with one commit of the folder's files, or a clone of it, without the files of `LEFT_OUT`."""

    def __init__(self, directory: Path, source: Path | None = None) -> None:
        self.directory = directory
        if source:
            clone(source, directory, "--no-checkout")
            self._git("sparse-checkout", "set", "--no-cone", "/*", *(f"!/{folder}/" for folder in LEFT_OUT))
            self._git("checkout", "-q")
            return
        self._git("init", "-q", "--initial-branch=main")
        self._git("config", "core.looseCompression", "0")  # a third of the time
        self.commit("First")

    def commit(self, message: str) -> None:
        """Commit every change."""
        self._git("add", "--all")
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", message)

    def revert(self) -> None:
        """Revert the last commit."""
        self._git("-c", "user.name=A", "-c", "user.email=a@example.com", "revert", "--no-edit", "HEAD")

    def replace(self, pattern: str, old: str, new: str) -> None:
        """Replace a text in the files of a pattern. Each must contain it."""
        files = list(self.directory.glob(pattern))
        assert files
        for file in files:
            text = file.read_text()
            assert old in text, file
            file.write_text(text.replace(old, new))

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.directory, check=True, capture_output=True)


def clone(source: Path, directory: Path, *options: str) -> None:
    """Clone a repository on this machine."""
    subprocess.run(["git", "clone", "-q", *options, source, directory], check=True, capture_output=True)


def write_project(origin: Origin, bootstrap: dict[str, Any], region: str, sources: dict[str, str]) -> None:
    """Put other apps and one stack in place of the repository's own, for the environments dev and prod.

    Args:
        origin: the repository of the apps, in which they are committed.
        bootstrap: the outputs of iac/bootstrap.
        region: region of the stack.
        sources: name of an app, of one word -> its handler's file.
    """
    root = origin.directory
    lock = (root / "iac/movies/.terraform.lock.hcl").read_text()
    for folder in ("apps", "iac"):
        shutil.rmtree(root / folder)
    for app, source in sources.items():
        write(root / f"apps/{app}/{app}.py", source)
    write(root / "iac/hello/main.tf", STACK)
    write(root / "iac/hello/.terraform.lock.hcl", lock)
    for name, boundary in bootstrap["permissions_boundary_arns"].items():
        backend = {"bucket": bootstrap["state_bucket"], "key": f"{name}/hello.tfstate", "region": region}
        variables = {
            "environment": name,
            "greeting": f"hush-{name}",
            "permissions_boundary": boundary,
            "role_path": bootstrap["role_paths"][name],
            "apps": list(sources),
        }
        for suffix, values in (("s3.tfbackend", backend | {"use_lockfile": True}), ("tfvars", variables)):
            lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
            write(root / f"iac/hello/environments/{name}.{suffix}", lines)
    settings = f'region = "{region}"\naccount = "123456789012"\nenvironment = "dev"\n'
    write(root / "slipway.toml", settings + '[stacks.hello]\ndirectory = "iac/hello"\n')
    origin.commit("Say hello")


def write(file: Path, text: str) -> None:
    """Write a file, in a folder that may not be there yet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def clean_up(aws: Callable[[str], Any], bucket: str, apps: Iterable[str]) -> None:
    """Remove what was applied of `write_project`, which no test destroys."""
    s3, iam, cloudwatch = aws("s3"), aws("iam"), aws("cloudwatch")
    own = tuple(f"{environment}-{app}-" for environment in ("dev", "prod") for app in apps)
    alarms = all_pages(cloudwatch, "describe_alarms", "MetricAlarms")
    if left := [each["AlarmName"] for each in alarms if each["AlarmName"].startswith(own)]:
        cloudwatch.delete_alarms(AlarmNames=left)
    for environment in ("dev", "prod"):
        s3.delete_object(Bucket=bucket, Key=f"{environment}/hello.tfstate")
    for topic in all_pages(aws("sns"), "list_topics", "Topics"):
        if topic["TopicArn"].endswith((":dev-news", ":prod-news")):
            aws("sns").delete_topic(TopicArn=topic["TopicArn"])
    for function in all_pages(aws("lambda"), "list_functions", "Functions"):
        name = function["FunctionName"]
        if name.partition("-")[2] in apps:
            aws("lambda").delete_function(FunctionName=name)
            aws("logs").delete_log_group(logGroupName=f"/aws/lambda/{name}")
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                iam.delete_role_policy(RoleName=name, PolicyName=policy)
            iam.delete_role(RoleName=name)


def all_pages(client: Any, operation: str, member: str) -> list[dict[str, Any]]:
    """Return a list of the account, which has more than a page of what other tests make."""
    return [each for page in client.get_paginator(operation).paginate() for each in page[member]]


@pytest.fixture(scope="session")
def bootstrap(run_bootstrap: SharedStack) -> SharedStack:
    """The stack iac/bootstrap, which the tests of this run's stacks share."""
    return run_bootstrap


@pytest.fixture(scope="session")
def target(run_target: Target) -> Target:
    """As the harness's, in the account of the run."""
    return run_target


@pytest.fixture(scope="session")
def aws(run_bootstrap: SharedStack) -> Callable[[str], Any]:
    """As the harness's, in the account of the run."""
    return run_bootstrap.aws


@pytest.fixture(scope="session")
def first_commit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one commit of this repository's files, which all tests share.

    It has no tests, which would be those that run now, and no pages.
    """
    directory = tmp_path_factory.mktemp("first") / "repository"
    repository.copy_to(directory, ":!docs", ":!tests")
    repository.copy_to(directory, "tests/conftest.py", "tests/support")
    return Origin(directory).directory


@pytest.fixture
def origin(first_commit: Path, tmp_path: Path) -> Origin:
    return Origin(tmp_path / "origin", first_commit)


@pytest.fixture(scope="session")
def machine_directory(first_commit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one machine, which all workflows of a worker use.

    It has the environments of this repository. To make them takes 12 CPU seconds; tests/e2e/test_readme.py shows that.
    """
    directory = tmp_path_factory.mktemp("machine")
    workspace = directory / "workspace"
    clone(first_commit, workspace)
    use_environment(workspace)
    share_provider(workspace)
    (workspace / ".slipway/environments").mkdir()
    shared = repository.ROOT / ".slipway/environments"
    for python in (environments.emulator_python(shared), environments.runtime_python(shared)):
        folder = python.parents[1]
        (workspace / ".slipway/environments" / folder.name).symlink_to(folder)
    return directory


def share_provider(workspace: Path) -> None:
    """Have a checkout use what this repository keeps of the AWS provider: it is verified, and has these schemas."""
    kept = repository.ROOT / ".slipway/provider-schemas"
    kept.mkdir(parents=True, exist_ok=True)
    (workspace / ".slipway").mkdir(exist_ok=True)
    (workspace / ".slipway/provider-schemas").symlink_to(kept)


def use_environment(workspace: Path) -> None:
    """Have a checkout use the packages of this run's ``.venv``, and make take it for its own."""
    folder = workspace / ".venv"
    folder.mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        (folder / name).symlink_to(Path(sys.prefix) / name)
    (folder / "uv").write_text(f"{workspace.resolve()}\n")
    for name in ("up", "dev"):
        (folder / name).touch()


@pytest.fixture
def offline_runner(machine_directory: Path) -> Callable[[Path, dict[str, Any]], Runner]:
    """``offline_runner(repository, github)`` returns a machine on which no job may assume a role."""

    def no_session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
        raise AssertionError(f"a job asks for {role_arn}")

    return lambda repository, github: Runner(repository, machine_directory, github, {}, {}, no_session)


@pytest.fixture(scope="session")
def runner(
    bootstrap: SharedStack,
    target: Target,
    machine_directory: Path,
) -> Callable[[Origin, dict[str, Any]], Runner]:
    """``runner(origin, github)`` is a machine whose only way to AWS are the roles that its jobs assume."""
    outputs = bootstrap.outputs
    roles = {"AWS_APPLY_ROLE": "apply_role_arns", "AWS_DEPLOY_ROLE": "deploy_role_arns"}

    def session(role_arn: str, claim: str, ref: str) -> dict[str, str]:
        return assume_role(target, role_arn, f"{PREFIX}:{claim}", ref=ref).environment()

    def runner(origin: Origin, github: dict[str, Any]) -> Runner:
        plan_roles = outputs["plan_role_arns"]
        return Runner(
            origin.directory,
            machine_directory,
            github,
            {
                "AWS_ACCOUNT_ID": plan_roles["dev"].split(":")[4],
                "AWS_REGION": target.region,
                **{f"AWS_PLAN_ROLE_{name.upper()}": arn for name, arn in plan_roles.items()},
            },
            {name: {role: outputs[key][name] for role, key in roles.items()} for name in ("dev", "prod")},
            session,
            {"AWS_ENDPOINT_URL": str(target.endpoint_url)},
        )

    return runner
