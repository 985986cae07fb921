"""A project's stacks on the local AWS: their state in its S3, their working data in its folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from slipway.config import Project, Stack
from slipway.errors import SlipwayError
from slipway.process import LineCallback
from slipway.project import leftovers
from slipway.target import Target
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


def apply(project: Project, stack: Stack, target: Target, on_line: LineCallback) -> None:
    """Apply a stack with its state in the local AWS's S3, so that the two always begin and end together.

    Raises:
        SlipwayError: Terraform said no, and ``on_line`` got the reason; the state holds what was done until then.
    """
    variables = {"region": target.region, "environment": project.environment, **stack.variables}
    terraform = _terraform(project, stack, target, on_line)
    with _without_repetition(stack), leftovers.applying(project, stack):
        if not (_data_directory(project, stack) / "terraform.tfstate").exists() or not _apply_as_is(
            terraform, variables
        ):
            _make_state_bucket(target)
            terraform.init(_backend(stack, target))
            terraform.apply(variables)


def save_outputs(project: Project, target: Target) -> dict[str, Any]:
    """Ask Terraform for the outputs that the project file names, and keep them for `outputs`.

    Returns:
        By the keys of the project file, with API URLs as they answer on the target.

    Raises:
        SlipwayError: a stack has no such output.
    """
    found: dict[str, Any] = {"aws_endpoint_url": target.endpoint_url, "region": target.region}
    for stack in project.stacks:
        values = _terraform(project, stack, target).output() if stack.outputs else {}
        for key, name in stack.outputs.items():
            if name not in values:
                known = ", ".join(values) or "none"
                raise SlipwayError(f"slipway.toml: {stack.directory} has no output {name!r}; there are: {known}")
            found[key] = target.api_url(values[name]) if isinstance(values[name], str) else values[name]
    _outputs_file(project).write_text(json.dumps(found))
    return found


def outputs(project: Project) -> dict[str, Any]:
    """Return the outputs as the last `slipway up` found them.

    Raises:
        SlipwayError: some stack hasn't been applied yet.
    """
    file = _outputs_file(project)
    found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    for stack in project.stacks:
        if not found or not set(stack.outputs) <= set(found):
            raise SlipwayError(f"{stack.directory} isn't applied to the local AWS yet: run `make up`")
    return found


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
    try:
        s3.create_bucket(Bucket=_STATE_BUCKET, CreateBucketConfiguration={"LocationConstraint": target.region})
    except (s3.exceptions.BucketAlreadyOwnedByYou, s3.exceptions.BucketAlreadyExists):
        return


def _terraform(project: Project, stack: Stack, target: Target, on_line: LineCallback | None = None) -> Terraform:
    data_directory = _data_directory(project, stack)
    data_directory.parent.mkdir(parents=True, exist_ok=True)
    return Terraform(
        project.root / stack.directory,
        binary=binary.find(project.root),
        environment=environment.environment_for(target, data_directory.parent),
        data_dir=data_directory,
        on_line=on_line,
    )


def _data_directory(project: Project, stack: Stack) -> Path:
    return project.local_directory / "terraform" / stack.name


def _outputs_file(project: Project) -> Path:
    return project.local_directory / "outputs.json"
