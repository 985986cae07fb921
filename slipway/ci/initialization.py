"""`terraform init` of a stack for an environment, unless the last one in the same checkout will do.

A self-hosted runner keeps ignored files for the next job, and a person plans and applies in one checkout.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from slipway.terraform import Terraform, TerraformError, init_record
from slipway.terraform.initialization import init_locally

_Result = TypeVar("_Result")


def run_initialized(terraform: Terraform, backend: Path, command: Callable[[], _Result], *, is_local: bool) -> _Result:
    """Return the result of a command of Terraform, before which init runs if it has to.

    Terraform first checks whether backend and modules have changed since init.

    Args:
        terraform: runner in the stack's directory.
        backend: the file with the backend's settings.
        command: needs the providers.
        is_local: whether the stack is for the local AWS.

    Raises:
        TerraformError: init or the command failed.
    """
    if _has_backend(terraform, backend) and init_record.is_current(terraform.directory, terraform.data_dir):
        try:
            return command()
        except TerraformError as error:
            if not init_record.needs_init(error):
                raise
    _record(terraform).unlink(missing_ok=True)
    if is_local:
        init_locally(terraform, backend)
    else:
        terraform.init(backend)
    init_record.write(terraform.directory, terraform.data_dir)
    _record(terraform).write_text(backend.read_text())
    return command()


def set_up_backend(terraform: Terraform, backend: Path) -> None:
    """Run init without the providers, unless the last one had the same backend; arguments and errors as above."""
    if not _has_backend(terraform, backend):
        _record(terraform).unlink(missing_ok=True)
        terraform.init_without_provider(backend)
        _record(terraform).write_text(backend.read_text())


def _has_backend(terraform: Terraform, backend: Path) -> bool:
    """Return whether the last init had the settings of a file."""
    record = _record(terraform)
    return record.exists() and record.read_text(errors="replace") == backend.read_text()


def _record(terraform: Terraform) -> Path:
    """Return the path of a copy of the backend's settings of the last init."""
    return terraform.data_dir / "backend"
