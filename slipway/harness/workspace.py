"""What all stacks of a worker have in common, and how they come and go."""

import json
import secrets
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slipway.aws.target import Target
from slipway.harness import configuration, tracebacks
from slipway.harness.provider import Providers
from slipway.harness.stack import Stack
from slipway.terraform import Terraform, binary, runner, variables
from slipway.terraform.environment import environment_for

__tracebackhide__ = tracebacks.hide
for _module in (runner, variables):  # which know nothing of pytest
    vars(_module)["__tracebackhide__"] = tracebacks.hide


class Workspace:
    """A project's Terraform on one target."""

    def __init__(self, root: Path, target: Target, log_directory: Path) -> None:
        """Find Terraform, and start nothing yet.

        Args:
            root: the project: relative module directories start there, working data goes into ``.slipway`` in it.
            target: where the stacks go.
            log_directory: for what the kept provider prints.
        """
        self.root = root
        self.stacks_directory = root / ".slipway" / "stacks"
        self._binary = binary.find(root)
        self._environment = environment_for(target, root)
        self._providers = Providers(self._environment, log_directory)

    def close(self) -> None:
        """End the providers that were kept running."""
        self._providers.end()

    def init(self, directory: Path) -> None:
        """Run ``terraform init``, before which no provider can be kept."""
        self._terraform(directory, {}).init()

    def terraform(self, directory: Path) -> Terraform:
        """Return the runner of the next command in an initialised directory."""
        data_dir = directory / ".terraform"
        return self._terraform(directory, self._providers.variables(data_dir, _folders(directory)))

    def _terraform(self, directory: Path, variables: Mapping[str, str]) -> Terraform:
        return Terraform(directory, binary=self._binary, environment={**self._environment, **variables})


class Stacks:
    """Makes stacks, and destroys them in reverse at the end of a ``with`` block."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made: list[tuple[Stack, Path]] = []

    def __call__(self, module_dir: str | Path, /, **variables: Any) -> Stack:  # noqa: ANN401 - any variable's value
        """Return a stack of a copy of a root configuration or module, after ``terraform init``.

        Args:
            module_dir: absolute, or from pytest's root directory.
            variables: of Terraform; a value of any type that JSON has.

        Raises:
            SlipwayError: there is no configuration, or Terraform refuses it.
        """
        source = (self._workspace.root / module_dir).resolve()
        copy = self._workspace.stacks_directory / f"{source.name}-{secrets.token_hex(4)}"
        directory = configuration.copy(source, copy, configuration.root_of(source, self._workspace.root))
        stack = Stack(directory, partial(self._workspace.terraform, directory), variables)
        self._made.append((stack, copy))
        self._workspace.init(directory)
        return stack

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failures = []
        while self._made:
            stack, copy = self._made.pop()
            try:
                stack.destroy()
                shutil.rmtree(copy)
            except Exception as failure:  # noqa: BLE001 - the other stacks have to go all the same
                failures.append(failure)
        if failures:
            raise failures[0] if len(failures) == 1 else ExceptionGroup("stacks are left over", failures)


def _folders(directory: Path) -> list[Path]:
    """Return the folders of the root configuration and of the modules that ``terraform init`` has found."""
    manifest = directory / ".terraform" / "modules" / "modules.json"
    if not manifest.exists():  # there are no modules
        return [directory]
    return [directory / module["Dir"] for module in json.loads(manifest.read_text(encoding="utf-8"))["Modules"]]
