"""What the project file names, before anything is started or applied."""

from collections.abc import Collection
from pathlib import Path

from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.errors import SlipwayError
from slipway.project import repositories
from slipway.terraform import configuration_files
from slipway.terraform.declarations import declared
from slipway.terraform.variables import check_declared


def check_files(project: Project, selected: Collection[Stack]) -> None:
    """Check what the project file names.

    Args:
        project: the project.
        selected: stacks whose variables and outputs are checked, too.

    Raises:
        SlipwayError: there is no stack, or a file, variable or output that is named doesn't exist.
    """
    if not project.stacks:
        raise SlipwayError('slipway.toml has no stack: write, for example, [stacks.api] and directory = "iac/api"')
    for stack in project.stacks:
        directory = project.root / stack.directory
        if not configuration_files.find(directory):
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no Terraform in {directory}")
        if stack.seed and not (project.root / stack.seed.items).is_file():
            raise SlipwayError(f"[stacks.{stack.name}] of slipway.toml: there is no file {stack.seed.items}")
        if stack in selected:
            _check_names(stack, directory)
    repositories.check(project)


def _check_names(stack: Stack, directory: Path) -> None:
    check_declared(directory, ("region", "environment", *stack.variables))
    outputs = declared(directory, "output")
    if missing := [name for name in stack.outputs.values() if name not in outputs]:
        known = ", ".join(sorted(outputs)) or "none"
        raise SlipwayError(f"slipway.toml: {stack.directory} has no output {missing[0]!r}; there are: {known}")
