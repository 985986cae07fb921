"""Applying a project's stacks to the local AWS, with their state in its S3."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.placeholders import render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import slack
from slipway.project import imports, repositories, run_state, state_lock
from slipway.system.process import LineCallback
from slipway.terraform import Terraform, TerraformError
from slipway.terraform.stack import terraform_for

_STATE_BUCKET = "terraform-state"
# The second one doesn't name the command.
_NEEDS_INIT = ("terraform init", "Required plugins are not installed")


def check_files(project: Project) -> None:
    """Raise SlipwayError if a file or directory in the project file doesn't exist."""
    for stack in project.stacks:
        directory = project.root / stack.directory
        if not any(directory.glob("*.tf")):
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no Terraform in {directory}")
        if stack.seed and not (project.root / stack.seed.items).is_file():
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no file {stack.seed.items}")
    repositories.check(project)


def apply(
    project: Project, stack: Stack, target: Target, outputs: dict[str, Any], on_line: LineCallback
) -> dict[str, Any]:
    """Apply a stack, with its state in the local AWS's S3, so that state and resources have the same lifetime.

    Args:
        project: the stack's project.
        stack: the stack.
        target: the local AWS.
        outputs: of the earlier stacks, for the stack's variables.
        on_line: called with each line of Terraform's output.

    Returns:
        The outputs in the project file, by its keys, with URLs that work on the target.

    Raises:
        OrphanedResourceError: a resource that an interrupted run created can't be imported.
        SlipwayError: Terraform failed, and its output has the reason; or the stack has no such output.
    """
    variables = _variables(project, stack, target, outputs)
    terraform = _terraform(project, stack, target, on_line)
    directory = project.root / stack.directory
    state_lock.remove_stale(target.client("s3"), _STATE_BUCKET, _state_key(stack), stack, directory)
    imports.remove_import_blocks(directory)
    with (
        _shorten_terraform_error(stack),
        run_state.apply_marker(project, stack, terraform.push_state) as was_interrupted,
    ):
        if was_interrupted:  # maybe in its init
            _backend_file(project, stack).unlink(missing_ok=True)
            _initialize(stack, target, terraform)
            imports.apply_with_imports(terraform, variables, target, project.account)
        elif not _backend_file(project, stack).exists() or not _apply_without_init(terraform, variables):
            _initialize(stack, target, terraform)
            terraform.apply(variables)
    return _outputs(project, stack, target) if stack.outputs else {}


def plan_removal(
    project: Project, stack: Stack, target: Target, outputs: Mapping[str, Any], file: Path, on_line: LineCallback
) -> dict[str, Any] | None:
    """Write a plan that destroys everything in a stack's state, for `apply_plan`.

    Args:
        project: the stack's project.
        stack: the stack.
        target: the local AWS.
        outputs: of the earlier stacks, for the stack's variables.
        file: to write.
        on_line: called with each line of Terraform's output.

    Returns:
        The plan in Terraform's JSON format; None if nothing is in the state.

    Raises:
        SlipwayError: Terraform failed, or an output of an earlier stack is missing.
    """
    if not _has_resources(stack, target):
        return None
    try:
        variables = _variables(project, stack, target, outputs)
    except LookupError as error:
        raise SlipwayError(
            f"{stack.directory} needs the output {error} of an earlier stack to be removed: `slipway pipeline up "
            f"{stack.name}` applies it again"
        ) from error
    state_lock.remove_stale(
        target.client("s3"), _STATE_BUCKET, _state_key(stack), stack, project.root / stack.directory
    )
    terraform = _terraform(project, stack, target, on_line)
    with _shorten_terraform_error(stack):
        if not _backend_file(project, stack).exists():
            _initialize(stack, target, terraform)
        plan = terraform.save_plan(file, variables, destroy=True)
    return plan if any("delete" in each["change"]["actions"] for each in plan.get("resource_changes", [])) else None


def apply_plan(project: Project, stack: Stack, target: Target, file: Path, on_line: LineCallback) -> None:
    """Apply a plan of `plan_removal`.

    Raises:
        SlipwayError: Terraform failed, and its output has the reason.
    """
    with _shorten_terraform_error(stack):
        _terraform(project, stack, target, on_line).apply_plan(file)


def built_in_outputs(project: Project, target: Target) -> dict[str, Any]:
    """Return the outputs of every project, `RESERVED_OUTPUTS`."""
    return {
        "aws_endpoint_url": target.endpoint_url,
        "region": target.region,
        "slack_messages": slack.messages_url(target),
        "git_branch": repositories.branch(project),
    }


def _has_resources(stack: Stack, target: Target) -> bool:
    """Return whether something is in the stack's state."""
    s3 = target.client("s3")
    try:
        state = s3.get_object(Bucket=_STATE_BUCKET, Key=_state_key(stack))["Body"].read()
    except s3.exceptions.ClientError:
        return False
    return bool(json.loads(state).get("resources"))


def _variables(project: Project, stack: Stack, target: Target, outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"region": target.region, "environment": project.environment, **render(stack.variables, outputs)}


def _outputs(project: Project, stack: Stack, target: Target) -> dict[str, Any]:
    values = _terraform(project, stack, target).output()
    if missing := [name for name in stack.outputs.values() if name not in values]:
        known = ", ".join(values) or "none"
        raise SlipwayError(f"slipway.toml: {stack.directory} has no output {missing[0]!r}; there are: {known}")
    return {key: target.reachable(values[name]) for key, name in stack.outputs.items()}


@contextmanager
def _shorten_terraform_error(stack: Stack) -> Iterator[None]:
    """Replace the message of a failed Terraform, whose output was just shown."""
    try:
        yield
    except TerraformError as error:
        if (error.exit_code or 0) <= 0:
            raise
        raise SlipwayError(f"terraform failed in {stack.directory}") from error


def _initialize(stack: Stack, target: Target, terraform: Terraform) -> None:
    _create_state_bucket(target)
    terraform.init(_backend(stack, target))


def _apply_without_init(terraform: Terraform, variables: dict[str, Any]) -> bool:
    """Apply without init, which takes 1.5 of 7 seconds; return False if Terraform requires init.

    Terraform first checks whether backend, modules and providers have changed since init.
    """
    try:
        terraform.apply(variables)
    except TerraformError as error:
        if any(text in error.stderr for text in _NEEDS_INIT):
            return False
        raise
    return True


def _backend(stack: Stack, target: Target) -> dict[str, Any]:
    return {
        "bucket": _STATE_BUCKET,
        "key": _state_key(stack),
        "region": target.region,
        "use_lockfile": True,
        "max_retries": 2,  # 5 by default, which takes a minute when the local AWS has died
    }


def _state_key(stack: Stack) -> str:
    return f"{stack.name}.tfstate"


def _create_state_bucket(target: Target) -> None:
    s3 = target.client("s3")
    # us-east-1 isn't a valid LocationConstraint:
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html#API_CreateBucket_RequestBody
    configuration = {} if target.region == "us-east-1" else {"LocationConstraint": target.region}
    try:
        s3.create_bucket(Bucket=_STATE_BUCKET, CreateBucketConfiguration=configuration)
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        return


def _terraform(project: Project, stack: Stack, target: Target, on_line: LineCallback | None = None) -> Terraform:
    return terraform_for(project, stack, target, _data_directory(project, stack), on_line)


def _backend_file(project: Project, stack: Stack) -> Path:
    """Return the file to which init writes the settings of the backend."""
    return _data_directory(project, stack) / "terraform.tfstate"


def _data_directory(project: Project, stack: Stack) -> Path:
    return project.local_directory / "terraform" / stack.name
