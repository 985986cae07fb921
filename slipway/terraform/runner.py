"""Running Terraform, for the command line and for the test harness."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import python_terraform
from filelock import FileLock

from slipway.errors import hide_frames
from slipway.system.private_folders import private_folder
from slipway.system.process import Interruption, LineCallback, Result
from slipway.terraform import init_record
from slipway.terraform.attachment import Attachment
from slipway.terraform.command import Commands
from slipway.terraform.errors import TerraformError, failure
from slipway.terraform.provider_keeper import ProviderKeeper
from slipway.terraform.provider_use import WITHOUT_PROVIDER
from slipway.terraform.variables import variables_file

__tracebackhide__ = hide_frames

_LOCK_TIMEOUT = "60s"  # another plan may hold the state's lock for a moment
_CHANGES = 2  # the exit code of `plan -detailed-exitcode` when the plan has changes


class Terraform:
    """Terraform in one directory. Every method raises TerraformError.

    Attributes:
        directory: the root configuration.
        data_dir: directory of Terraform's working data.
    """

    def __init__(
        self,
        directory: Path,
        *,
        binary: Path,
        environment: Mapping[str, str],
        data_dir: Path | None = None,
        on_line: LineCallback | None = None,
        timeout: float = 1800,
        providers: ProviderKeeper | None = None,
        attachment: Attachment | None = None,
        interruption: Interruption | None = None,
    ) -> None:
        """Configure the runner; no process is started.

        Args:
            directory: the root configuration.
            binary: the program, as from ``slipway.terraform.binary.find``.
            environment: all of its environment, as from ``slipway.terraform.environment.environment_for``.
            data_dir: directory of Terraform's working data; ``.terraform`` in the directory by default.
            on_line: gets the lines of init, plan, apply and destroy as they come.
            timeout: seconds for one command; half an hour by default, since CloudFront alone may take 20 minutes.
            providers: are used by plans, applies and `destroy`, with the state that each of them begins with.
            attachment: attachment to a provider that all commands use.
            interruption: interrupts a Terraform that isn't used in the main thread.
        """
        self.directory = directory
        self.data_dir = data_dir or directory / ".terraform"
        self._environment = {**environment, **({"TF_DATA_DIR": str(data_dir.absolute())} if data_dir else {})}
        self._commands = Commands(directory, binary, self._environment, timeout, attachment, interruption)
        self._providers = providers
        self._on_line = on_line

    def init(self, backend_config: Mapping[str, Any] | Path | None = None) -> None:
        """Install providers and modules, and configure the backend, by settings or a file, as if for the first time."""
        self._init(backend_config)

    def init_without_provider(self, backend_config: Mapping[str, Any] | Path | None = None) -> None:
        """Do as `init`, but install no AWS provider, which takes most of the time, and which `output` doesn't need.

        It stays in the lock file, as the configuration still requires it.
        """
        self._init(backend_config, WITHOUT_PROVIDER)

    def plan(self, variables: Mapping[str, Any] | None = None, *, lock: bool = True) -> dict[str, Any]:
        """Return a plan in Terraform's JSON format, which contains secrets in clear text.

        See https://developer.hashicorp.com/terraform/internals/json-format#plan-representation.

        Args:
            variables: variables of the configuration.
            lock: whether to take the state's lock, for which the state must be writable.
        """
        with private_folder() as private, self._kept_provider():
            file = private / "plan"
            self._run_with("plan", variables, lock=lock, out=str(file))
            return self._show(file)

    def plan_changes(self, variables: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """Return a plan as `plan` does, or None if it changes nothing, for which Terraform needs half the time."""
        with private_folder() as private:
            return self.save_plan(private / "plan", variables)

    def has_changes(self, variables: Mapping[str, Any] | None = None, *, state: str | None = None) -> bool:
        """Return whether a plan changes anything. It doesn't lock the state.

        Args:
            variables: variables of the configuration.
            state: the text of the state, if it is known; else it is read.
        """
        options = {"detailed_exitcode": python_terraform.IsFlagged, "lock": False}
        with self._kept_provider(state):
            return self._run_with("plan", variables, success=(0, _CHANGES), **options).exit_code == _CHANGES

    def plan_errors(self, variables: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Return the errors for which Terraform refuses to plan, none if it doesn't.

        See https://developer.hashicorp.com/terraform/cli/commands/validate#json-output-format for their format.
        """
        result = self._run_with("plan", variables, success=(0, 1), json=True)
        diagnostics = [json.loads(line).get("diagnostic", {}) for line in result.stdout.splitlines()]
        errors = [diagnostic for diagnostic in diagnostics if diagnostic.get("severity") == "error"]
        if result.exit_code and not errors:
            raise failure(f"terraform plan in {self.directory}", result, self._commands.timeout)
        return errors

    def save_plan(
        self,
        file: Path,
        variables: Mapping[str, Any] | None = None,
        var_files: Sequence[Path] = (),
        *,
        lock: bool = True,
        destroy: bool = False,
    ) -> dict[str, Any] | None:
        """Write a plan for `apply_plan`, and return it as `plan_changes` does. Both contain secrets in clear text.

        Args:
            file: plan file to write; belongs in a private directory.
            variables: override those of the files.
            var_files: ``.tfvars`` files.
            lock: see `plan`.
            destroy: whether to plan the removal of every resource in the state.
        """
        files = [str(path.absolute()) for path in var_files]
        options = {"lock": lock, "destroy": destroy, "out": str(file), "detailed_exitcode": python_terraform.IsFlagged}
        with self._kept_provider():
            result = self._run_with("plan", variables, files, success=(0, _CHANGES), **options)
            return self._show(file) if result.exit_code == _CHANGES else None

    def apply_plan(self, file: Path, variables: Mapping[str, Any] | None = None) -> None:
        """Apply a plan of `save_plan`, which Terraform refuses if the state has changed since.

        Args:
            file: the plan.
            variables: those of the plan, if some are ephemeral: a plan doesn't have their values.
        """
        with self._kept_provider(), variables_file(self.directory, variables or {}) as own:
            options: dict[str, Any] = {"var_file": own} if variables else {}
            self._commands.run("apply", self._on_line, str(file), input=False, lock_timeout=_LOCK_TIMEOUT, **options)

    def apply(self, variables: Mapping[str, Any] | None = None, targets: Sequence[str] = ()) -> None:
        """Apply the configuration without asking, or only these resources and those that they depend on."""
        with self._kept_provider():
            self._run_with("apply", variables, auto_approve=True, target=list(targets))

    def destroy(self, variables: Mapping[str, Any] | None = None) -> None:
        """Destroy the resources in the state without asking."""
        with self._kept_provider():
            self._run_with("destroy", variables, auto_approve=True)

    def untaint(self, address: str) -> None:
        """Mark a resource in the state as complete, so that the next apply doesn't replace it."""
        self._commands.run("untaint", self._on_line, address, lock_timeout=_LOCK_TIMEOUT)

    def push_state(self, file: Path) -> None:
        """Write a state from a file to the backend, which refuses one that is older than its own."""
        self._commands.run("state push", self._on_line, str(file.absolute()), lock_timeout=_LOCK_TIMEOUT)

    def output(self, *, sensitive: bool = True) -> dict[str, Any]:
        """Return the values of the outputs in the state; none before the first apply.

        Args:
            sensitive: whether those that are sensitive are returned, too.
        """
        outputs = json.loads(self._commands.run("output", None, json=True).stdout)
        return {name: each["value"] for name, each in outputs.items() if sensitive or not each["sensitive"]}

    def _show(self, file: Path) -> dict[str, Any]:
        plan: dict[str, Any] = json.loads(self._commands.run("show", None, str(file), json=True).stdout)
        return plan

    def _init(
        self, backend_config: Mapping[str, Any] | Path | None, environment: Mapping[str, str] | None = None
    ) -> None:
        settings: dict[str, str] | str
        if isinstance(backend_config, Path):
            settings = str(backend_config.absolute())
        else:  # a bool must read `true` here; python-terraform would write `True`
            settings = {name: _scalar(value) for name, value in (backend_config or {}).items()}
        init_record.remove_damaged(self.data_dir)
        with self._plugin_cache():
            self._commands.run(
                "init",
                self._on_line,
                environment=environment,
                input=False,
                reconfigure=True,
                backend_config=settings,
            )

    @contextmanager
    def _kept_provider(self, state: str | None = None) -> Iterator[None]:
        """Use a provider that is kept running, if there are any, for the commands in the block."""
        if self._providers is None:
            yield
            return
        with suppress(TerraformError):  # else the command itself fails, and shows why
            text = self._commands.run("state pull", None).stdout if state is None else state
            self._commands.attachment = Attachment(self._providers, self.directory, self.data_dir, lambda: text)
        try:
            yield
        finally:
            self._commands.attachment = None

    def _plugin_cache(self) -> AbstractContextManager[object]:
        """Make the plugin cache, if one is used, and return its lock: Terraform doesn't support concurrent writes."""
        if "TF_PLUGIN_CACHE_DIR" not in self._environment:
            return nullcontext()
        cache = self.directory / self._environment["TF_PLUGIN_CACHE_DIR"]
        cache.mkdir(parents=True, exist_ok=True)
        return FileLock(cache / "lock")

    def _run_with(
        self,
        command: str,
        variables: Mapping[str, Any] | None,
        var_files: Sequence[str] = (),
        *,
        success: Collection[int] = (0,),
        **options: Any,  # noqa: ANN401 - Terraform's
    ) -> Result:
        with variables_file(self.directory, variables or {}) as own:
            options |= {"input": False, "lock_timeout": _LOCK_TIMEOUT, "var_file": [*var_files, own]}
            return self._commands.run(command, None if "json" in options else self._on_line, success=success, **options)


def _scalar(value: Any) -> str:  # noqa: ANN401 - any scalar
    return value if isinstance(value, str) else json.dumps(value)
