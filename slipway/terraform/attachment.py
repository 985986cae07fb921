"""The use of a kept provider by Terraform's commands in one directory."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from slipway.system.process import Result
from slipway.terraform.kept_providers import Providers
from slipway.terraform.provider_keeper import ProviderKeeper

# Terraform names the plugin in every error of its connection, e.g. "Plugin did not respond".
_PLUGIN = re.compile(r"\bplugins?\b|Failed to obtain provider schema", re.IGNORECASE)
_REPEATABLE = ("plan", "show")  # they change nothing
_FAILED = 1  # the exit code of Terraform; 2 is a plan with changes


class Attachment:
    """Lets Terraform use a kept provider, and another one if it ends meanwhile.

    Attributes:
        variables: environment variables for Terraform; none if Terraform starts the provider itself.
    """

    def __init__(
        self,
        providers: Providers | ProviderKeeper,
        directory: Path,
        data_dir: Path,
        read_state: Callable[[], str],
    ) -> None:
        """Choose the provider, which is started if it isn't running.

        Args:
            providers: the kept ones.
            directory: the root configuration.
            data_dir: directory of Terraform's working data.
            read_state: returns the text of the state.
        """
        self._providers = providers
        self._choose: Callable[[], Mapping[str, str]] = lambda: providers.variables(directory, data_dir, read_state())
        self.variables: Mapping[str, str] = self._choose()

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """The descriptors that Terraform has to inherit."""
        return self._providers.pass_fds if self.variables else ()

    def is_cause(self, result: Result) -> bool:
        """Return whether a command failed because the provider had ended."""
        is_about_plugin = result.exit_code == _FAILED and _PLUGIN.search(result.stderr + result.stdout)
        return bool(self.variables and is_about_plugin) and self._providers.has_ended(self.variables)

    def renew(self, command: str) -> bool:
        """Choose another provider. Return whether the command can be repeated: an apply may have changed something."""
        self.variables = self._choose()
        return command in _REPEATABLE

    @property
    def advice(self) -> str:
        """What to do after a command whose provider has ended."""
        return (
            f"The AWS provider, which Slipway keeps running, has ended; its output is in {self._providers.directory}. "
            "Run the command again: it starts another one."
        )
