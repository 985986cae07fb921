"""Applying a project's stacks to the local AWS, with their state in its S3."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.placeholders import render
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.local import slack
from slipway.project import apply_record, imports, repositories, run_state, state, state_lock
from slipway.system.process import Interruption, LineCallback
from slipway.terraform import Terraform, TerraformError, init_record
from slipway.terraform.initialization import init_locally
from slipway.terraform.provider_keeper import ProviderKeeper
from slipway.terraform.stack import terraform_for


def apply(
    project: Project,
    stack: Stack,
    target: Target,
    outputs: dict[str, Any],
    *,
    on_line: LineCallback,
    on_outputs: Callable[[dict[str, Any]], None] = lambda _: None,
    providers: ProviderKeeper | None = None,
    interruption: Interruption | None = None,
) -> dict[str, Any]:
    """Apply a stack, with its state in the local AWS's S3, so that state and resources have the same lifetime.

    Several stacks may be applied at the same time if their directories differ.

    Args:
        project: the stack's project.
        stack: the stack.
        target: the local AWS.
        outputs: outputs of the stacks that it depends on, for its variables.
        on_line: called with each line of Terraform's output.
        on_outputs: called with outputs that others can begin with: those of a stack that is expected to be unchanged,
            and those that are known after `Stack.create_first`.
        providers: see `Terraform`.
        interruption: see `Terraform`.

    Returns:
        The outputs in the project file, by its keys, with URLs that work on the target.

    Raises:
        OrphanedResourceError: a resource that an interrupted run created can't be imported.
        SlipwayError: Terraform failed, and its output has the reason; or the stack has no such output.
    """
    variables = variables_of(project, stack, target, outputs)
    data_directory = data_directory_of(project, stack)
    terraform = terraform_for(project, stack, target, data_directory, on_line, providers, interruption)
    state_lock.remove_stale(target.client("s3"), state.BUCKET, state.key(stack), stack, terraform.directory)
    imports.remove_import_blocks(terraform.directory)
    fingerprint = partial(apply_record.fingerprint, terraform.directory, data_directory, variables)
    with shorten_terraform_error(stack):
        may_be_unchanged = (
            not run_state.has_unfinished_apply(project, stack) and apply_record.read(data_directory) == fingerprint()
        )
        if may_be_unchanged:
            on_outputs(_known_outputs(stack, target))
        if not may_be_unchanged or _has_changes(stack, target, terraform, variables):
            with run_state.apply_marker(project, stack, terraform.push_state) as was_interrupted:
                if was_interrupted:
                    _recover(project, stack, target, terraform, variables)
                elif not init_record.is_current(terraform.directory, data_directory):
                    _apply_first(project, stack, target, terraform, variables, on_outputs)
                elif not _apply_without_init(terraform, variables):
                    initialize(project, stack, target, terraform)
                    terraform.apply(variables)
            apply_record.write(data_directory, fingerprint())
    return _outputs(stack, target)


def built_in_outputs(project: Project, target: Target) -> dict[str, Any]:
    """Return the outputs of every project, `RESERVED_OUTPUTS`."""
    return {
        "aws_endpoint_url": target.endpoint_url,
        "region": target.region,
        "slack_messages": slack.messages_url(target),
        "git_branch": repositories.branch(project),
    }


def variables_of(project: Project, stack: Stack, target: Target, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return a stack's variables, with the outputs of earlier stacks.

    Raises:
        LookupError: there is no output that a variable needs.
    """
    return {"region": target.region, "environment": project.environment, **render(stack.variables, outputs)}


def _outputs(stack: Stack, target: Target) -> dict[str, Any]:
    if not stack.outputs:
        return {}
    values = state.outputs(state.read(stack, target))
    if missing := [name for name in stack.outputs.values() if name not in values]:
        known = ", ".join(values) or "none"
        raise SlipwayError(f"slipway.toml: {stack.directory} has no output {missing[0]!r}; there are: {known}")
    return _known_outputs(stack, target)


def _known_outputs(stack: Stack, target: Target) -> dict[str, Any]:
    """Return the outputs that are in the state, by the keys in the project file."""
    values = state.outputs(state.read(stack, target))
    return {key: target.reachable(values[name]) for key, name in stack.outputs.items() if name in values}


@contextmanager
def shorten_terraform_error(stack: Stack) -> Iterator[None]:
    """Replace the message of a failed Terraform, whose output was just shown."""
    try:
        yield
    except TerraformError as error:
        if (error.exit_code or 0) <= 0:
            raise
        advice = f": {error.advice}" if error.advice else ""
        raise SlipwayError(f"terraform failed in {stack.directory}{advice}") from error


def _has_changes(stack: Stack, target: Target, terraform: Terraform, variables: dict[str, Any]) -> bool:
    """Return whether a plan has changes. If it fails, an apply finds out whether init is needed, or shows the error."""
    try:
        return terraform.has_changes(variables, state=state.read(stack, target))
    except TerraformError:
        return True


def _recover(project: Project, stack: Stack, target: Target, terraform: Terraform, variables: dict[str, Any]) -> None:
    """Apply after an apply that was interrupted, maybe in its init."""
    apply_record.forget(data_directory_of(project, stack))
    initialize(project, stack, target, terraform)
    imports.apply_with_imports(terraform, variables, target, project.account)


def _apply_first(
    project: Project,
    stack: Stack,
    target: Target,
    terraform: Terraform,
    variables: dict[str, Any],
    on_outputs: Callable[[dict[str, Any]], None],
) -> None:
    """Apply for the first time, or with other required providers."""
    initialize(project, stack, target, terraform)
    if stack.create_first:
        terraform.apply(variables, stack.create_first)
        on_outputs(_known_outputs(stack, target))
    terraform.apply(variables)


def initialize(project: Project, stack: Stack, target: Target, terraform: Terraform) -> None:
    """Create the bucket of the states, and run ``terraform init``."""
    state.create_bucket(target)
    init_locally(terraform, state.backend(stack, target))
    init_record.write(terraform.directory, data_directory_of(project, stack))


def _apply_without_init(terraform: Terraform, variables: dict[str, Any]) -> bool:
    """Apply without init, which takes 1.5 of 7 seconds; return False if Terraform requires init.

    Terraform first checks whether backend and modules have changed since init. It doesn't check a provider that is kept
    running, for which `init_record.is_current` is false after a change.
    """
    try:
        terraform.apply(variables)
    except TerraformError as error:
        if init_record.needs_init(error):
            return False
        raise
    return True


def data_directory_of(project: Project, stack: Stack) -> Path:
    """Return the folder of Terraform's working data. Snapshots have it without the modules, which are outside of it.

    Terraform downloads a module's whole repository for each block that uses it, and a snapshot would copy them all:
    https://developer.hashicorp.com/terraform/language/modules/sources#modules-in-package-sub-directories
    """
    directory = project.local_directory / "terraform" / stack.name
    directory.mkdir(parents=True, exist_ok=True)
    modules = project.root / ".slipway" / "modules" / stack.name
    modules.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # relative, so that the project can be moved
        (directory / "modules").symlink_to(os.path.relpath(modules.resolve(), directory.resolve()))
    return directory
