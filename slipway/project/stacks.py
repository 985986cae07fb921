"""A project's stacks on the local AWS: their state in its S3, their working data in its folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.placeholders import render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import slack
from slipway.project import leftovers, repositories
from slipway.system.process import LineCallback
from slipway.terraform import Terraform, TerraformError, binary, environment

_STATE_BUCKET = "terraform-state"


def check_files(project: Project) -> None:
    """Raise SlipwayError if a file or directory that the project file names isn't there."""
    for stack in project.stacks:
        directory = project.root / stack.directory
        if not any(directory.glob("*.tf")):
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no Terraform in {directory}")
        if stack.seed and not (project.root / stack.seed.items).is_file():
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no file {stack.seed.items}")
    repositories.check(project)


def apply(
    project: Project, stack: Stack, target: Target, found: dict[str, Any], on_line: LineCallback
) -> dict[str, Any]:
    """Apply a stack with its state in the local AWS's S3, so that the two always begin and end together.

    Args:
        project: that the stack is of.
        stack: to apply.
        target: the local AWS.
        found: the outputs of the earlier stacks, for the stack's variables.
        on_line: gets what Terraform says.

    Returns:
        The outputs that the project file names, by its keys, with URLs as they answer on the target.

    Raises:
        SlipwayError: Terraform said no, and ``on_line`` got the reason; the state holds what was done until then. Or
            the stack has no such output.
    """
    variables = {"region": target.region, "environment": project.environment, **render(stack.variables, found)}
    terraform = _terraform(project, stack, target, on_line)
    with _without_repetition(stack), leftovers.applying(project, stack):
        if not (_data_directory(project, stack) / "terraform.tfstate").exists() or not _apply_as_is(
            terraform, variables
        ):
            _make_state_bucket(target)
            terraform.init(_backend(stack, target))
            terraform.apply(variables)
    return _outputs(project, stack, target) if stack.outputs else {}


def built_in_outputs(project: Project, target: Target) -> dict[str, Any]:
    """Return the outputs that every project has."""
    return {
        "aws_endpoint_url": target.endpoint_url,
        "region": target.region,
        "slack_messages": slack.messages_url(target),
        "git_branch": repositories.branch(project),
    }


def _outputs(project: Project, stack: Stack, target: Target) -> dict[str, Any]:
    values = _terraform(project, stack, target).output()
    if missing := [name for name in stack.outputs.values() if name not in values]:
        known = ", ".join(values) or "none"
        raise SlipwayError(f"slipway.toml: {stack.directory} has no output {missing[0]!r}; there are: {known}")
    return {key: _reachable(target, values[name]) for key, name in stack.outputs.items()}


def _reachable(target: Target, value: Any) -> Any:  # noqa: ANN401 - whatever Terraform has
    return target.site_url(target.api_url(value)) if isinstance(value, str) else value


@contextmanager
def _without_repetition(stack: Stack) -> Iterator[None]:
    """Cut short what Terraform's own lines have just said."""
    try:
        yield
    except TerraformError as error:
        if (error.exit_code or 0) <= 0:
            raise
        raise SlipwayError(f"terraform failed in {stack.directory}") from error


def _apply_as_is(terraform: Terraform, variables: dict[str, Any]) -> bool:
    """Apply without init, which takes 1.5 of 7 seconds; False if Terraform says that it is needed after all.

    Terraform looks by itself whether backend, modules and providers still are as init left them, before all else.
    """
    try:
        terraform.apply(variables)
    except TerraformError as error:
        if "terraform init" in error.stderr:
            return False
        raise
    return True


def _backend(stack: Stack, target: Target) -> dict[str, Any]:
    return {
        "bucket": _STATE_BUCKET,
        "key": f"{stack.name}.tfstate",
        "region": target.region,
        "use_lockfile": True,
        "max_retries": 2,  # 5 by default, which would take a minute of calling when the local AWS has died
    }


def _make_state_bucket(target: Target) -> None:
    s3 = target.client("s3")
    # S3's own region is none that can be asked for:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_RequestBody
    elsewhere = {} if target.region == "us-east-1" else {"LocationConstraint": target.region}
    try:
        s3.create_bucket(Bucket=_STATE_BUCKET, CreateBucketConfiguration=elsewhere)
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        return


def _terraform(project: Project, stack: Stack, target: Target, on_line: LineCallback | None = None) -> Terraform:
    data_directory = _data_directory(project, stack)
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    return Terraform(
        project.root / stack.directory,
        binary=binary.find(project.root),
        environment=environment.environment_for(target, project.root),
        data_dir=data_directory,
        on_line=on_line,
    )


def _data_directory(project: Project, stack: Stack) -> Path:
    return project.local_directory / "terraform" / stack.name
