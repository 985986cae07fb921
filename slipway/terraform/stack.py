"""Terraform in a stack of a project."""

from pathlib import Path

from slipway.aws.target import Target
from slipway.config.project import Project
from slipway.config.stack import Stack
from slipway.system.process import Interruption, LineCallback
from slipway.terraform import binary, environment
from slipway.terraform.provider_keeper import ProviderKeeper
from slipway.terraform.runner import Terraform


def terraform_for(
    project: Project,
    stack: Stack,
    target: Target,
    data_directory: Path,
    on_line: LineCallback | None = None,
    providers: ProviderKeeper | None = None,
    interruption: Interruption | None = None,
) -> Terraform:
    """Return Terraform for a stack on a target.

    Args:
        project: the stack's project.
        stack: the stack.
        target: the account and region.
        data_directory: directory of Terraform's working data; created if it is missing.
        on_line: called with each line of output.
        providers: see `Terraform`.
        interruption: see `Terraform`.

    Raises:
        SlipwayError: there is no Terraform, and it can't be downloaded.
    """
    data_directory.mkdir(parents=True, exist_ok=True)
    return Terraform(
        project.root / stack.directory,
        binary=binary.find(project.root),
        environment=environment.environment_for(target, project.root),
        data_dir=data_directory,
        on_line=on_line,
        providers=providers,
        interruption=interruption,
    )
