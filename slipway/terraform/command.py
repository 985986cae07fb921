"""Terraform's commands as processes: their command lines, their provider and their errors."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import python_terraform

from slipway.errors import describe_os_error, hide_frames
from slipway.system import process
from slipway.system.process import Interruption, LineCallback, Result
from slipway.terraform.attachment import Attachment
from slipway.terraform.errors import TerraformError, failure
from slipway.terraform.provider_use import WITHOUT_PROVIDER

__tracebackhide__ = hide_frames

_STATE_READERS = ("output", "state pull")  # commands for which Terraform doesn't need the provider


class Commands:
    """Terraform's commands in one directory.

    Attributes:
        attachment: attachment to a provider that is kept running, which the next commands use.
        timeout: seconds for one command.
    """

    def __init__(
        self,
        directory: Path,
        binary: Path,
        environment: Mapping[str, str],
        timeout: float,
        attachment: Attachment | None,
        interruption: Interruption | None,
    ) -> None:
        """Start nothing yet; the arguments are those of `slipway.terraform.runner.Terraform`."""
        self._directory = directory
        self._command_line = _CommandLine(terraform_bin_path=str(binary))
        self._environment = environment
        self.timeout = timeout
        self.attachment = attachment
        self._interruption = interruption

    def run(
        self,
        command: str,
        on_line: LineCallback | None,
        *arguments: str,
        success: Collection[int] = (0,),
        environment: Mapping[str, str] | None = None,
        **options: Any,  # noqa: ANN401 - Terraform's
    ) -> Result:
        """Run a command, and return its result.

        Args:
            command: the command, e.g. ``state push``.
            on_line: gets the lines of its output as they come.
            arguments: arguments without a name.
            success: exit codes that aren't failures.
            environment: variables of this command alone; by default those of the provider that it uses.
            options: Terraform's options, e.g. ``lock=False``.

        Raises:
            TerraformError: the command can't be started, or failed.
        """
        line = self._command_line.generate_cmd_string(
            command, *arguments, no_color=python_terraform.IsFlagged, **options
        )
        where = f"terraform {command} in {self._directory}"
        if environment is None:
            attached = self.attachment.variables if self.attachment else {}
            environment = WITHOUT_PROVIDER if command in _STATE_READERS else attached
        result = self._start(where, line, on_line, environment)
        has_no_provider = self.attachment is not None and self.attachment.is_cause(result)
        if self.attachment and has_no_provider and self.attachment.renew(command):
            result = self._start(where, line, on_line, self.attachment.variables)
            has_no_provider = self.attachment.is_cause(result)
        if result.exit_code not in success or has_no_provider:
            error = failure(where, result, self.timeout, is_shown=on_line is not None)
            if self.attachment and has_no_provider:
                error.advise(self.attachment.advice)
            raise error
        return result

    def _start(self, where: str, line: list[str], on_line: LineCallback | None, variables: Mapping[str, str]) -> Result:
        try:
            return process.run(
                line,
                directory=self._directory,
                environment={**self._environment, **variables},
                timeout=self.timeout,
                on_line=on_line,
                interruption=self._interruption,
                pass_fds=self.attachment.pass_fds if self.attachment else (),
            )
        except OSError as error:
            raise TerraformError(f"{where} can't be started: {describe_os_error(error)}") from error


class _CommandLine(python_terraform.Terraform):  # type: ignore[misc] # it has no type hints
    """python-terraform's command lines. It doesn't read the state, which may not exist yet, or be big."""

    def read_state_file(self, file_path: str | None = None) -> None:
        pass
