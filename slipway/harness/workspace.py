"""A project's Terraform on one target: private copies of configurations, and the provider that is kept for them."""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slipway.aws.target import Target
from slipway.harness import configuration, tracebacks
from slipway.harness.stack import SharedStack, Stack
from slipway.harness.states import STATE, States
from slipway.terraform import Terraform, binary, kept_schema
from slipway.terraform.attachment import Attachment
from slipway.terraform.environment import environment_for
from slipway.terraform.initialization import VERIFIED, Initialization
from slipway.terraform.kept_providers import Providers
from slipway.terraform.provider_use import WITHOUT_PROVIDER

__tracebackhide__ = tracebacks.hide


# The local AWS has no rate limits, and the provider waits for many resources, e.g. 26 seconds for a queue. What is
# destroyed isn't read once more: nobody but the tests has changed it, and the provider accepts that it is gone.
_LOCAL_OPTIONS = {"TF_CLI_ARGS_apply": "-parallelism=40", "TF_CLI_ARGS_destroy": "-parallelism=40 -refresh=false"}


class Workspace:
    """A project's Terraform on one target."""

    def __init__(self, root: Path, target: Target, log_directory: Path, init: Initialization) -> None:
        """Find Terraform; nothing is started yet.

        Args:
            root: the project: relative module directories start there, working data goes into ``.slipway`` in it.
            target: target of the stacks.
            log_directory: directory for the output of the kept provider.
            init: initialization of the run.
        """
        self.target = target
        self._root = root
        self._stacks_directory = root / ".slipway" / "stacks"
        self._binary = binary.find(root)
        self._environment = environment_for(target, root) | (_LOCAL_OPTIONS if target.is_local else {})
        self._init = init
        self._providers = Providers(self._environment, log_directory)
        # On AWS itself, a file: what it holds outlives a process that is killed.
        self._states = States() if target.is_local else None

    def close(self) -> None:
        """End the providers that were kept running."""
        self._providers.end()
        if self._states:
            self._states.close()

    def source(self, module_dir: str | Path) -> Path:
        """Return the folder of a module or root configuration: absolute, or from the project's folder."""
        return (self._root / module_dir).resolve()

    def copy(self, module_dir: str | Path) -> tuple[Path, Path]:
        """Copy a configuration; return the copy and the folder to remove once it isn't needed any more.

        Raises:
            SlipwayError: there is no configuration.
        """
        source = self.source(module_dir)
        folder = self._new_folder(source.name)
        backend = "http" if self._states else "local"
        return configuration.copy(source, folder, configuration.root_of(source, self._root), backend), folder

    def stack(self, directory: Path, variables: dict[str, Any]) -> Stack:
        """Return the stack of a copy of a configuration, which must be initialised before it is used."""
        return Stack(directory, partial(self.terraform, directory), variables, self.target)

    def shared_stack(self, name: str, directory: Path, variables: dict[str, Any]) -> SharedStack:
        """Return the stack of a copy of a configuration that was applied."""
        return SharedStack(name, directory, partial(self.terraform, directory), variables, self.target)

    @contextmanager
    def scratch(self, name: str) -> Iterator[Path]:
        """Yield an empty folder for a configuration that is only planned, and remove it afterwards."""
        folder = self._new_folder(name)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)

    def init(self, directory: Path) -> None:
        """Run ``terraform init``, before which no provider can be kept."""
        self._init(self._terraform(directory, {}))

    def without_provider(self, directory: Path) -> Terraform:
        """Return the runner in a directory whose configuration has no provider."""
        return self._terraform(directory, WITHOUT_PROVIDER)

    def terraform(self, directory: Path) -> Terraform:
        """Return the runner of the next command in an initialised directory."""
        attachment = Attachment(self._providers, directory, directory / ".terraform", partial(_state_of, directory))
        return self._terraform(directory, {}, attachment)

    def _new_folder(self, name: str) -> Path:
        return self._stacks_directory.resolve() / f"{name}-{secrets.token_hex(4)}"

    def _terraform(
        self, directory: Path, variables: Mapping[str, str], attachment: Attachment | None = None
    ) -> Terraform:
        state = self._states.variables(directory) if self._states else {}
        environment = {**self._environment, **state, **variables}
        return Terraform(directory, binary=self._binary, environment=environment, attachment=attachment)


def _state_of(directory: Path) -> str:
    state = directory / STATE
    return state.read_text(encoding="utf-8") if state.exists() else ""


class Workspaces:
    """The workspaces of one process, one for each target, which are closed at the end of a ``with`` block."""

    def __init__(self, root: Path, run_directory: Path, name: str) -> None:
        """Make workspaces of the project ``root`` in the folder of a run; ``name`` is that of the process."""
        self._root = root
        self._log_directory = run_directory / f"provider-{name}"
        self._run_directory = run_directory
        self._made: dict[Target, Workspace] = {}

    def __call__(self, target: Target) -> Workspace:
        """Return the workspace of a target."""
        if target not in self._made:
            log_directory = self._log_directory / str(len(self._made))
            self._made[target] = Workspace(self._root, target, log_directory, self._init(target))
        return self._made[target]

    def _init(self, target: Target) -> Initialization:
        """Return the initialization of this run; on the local AWS it uses what earlier runs have verified."""
        of_run = self._run_directory / "installed"
        kept = kept_schema.folder_for(self._run_directory) if target.is_local else None
        return Initialization(kept / VERIFIED if kept else of_run, of_run)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for workspace in self._made.values():
            workspace.close()
