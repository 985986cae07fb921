"""The one place that runs Terraform, for the command line and for the test harness."""

import json
import re
import signal
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import python_terraform
from filelock import FileLock

from slipway.errors import SlipwayError
from slipway.system import process
from slipway.system.process import LineCallback
from slipway.terraform.variables import variables_file

_LAST_LINES = 40  # of stderr, as a note of the error: some screens of Terraform's boxes
_LOCK_TIMEOUT = "60s"  # somebody else's plan may hold the state's lock for a moment
_SUMMARY = re.compile(r"^(?:│ )?Error: (.+)$", re.MULTILINE)


class TerraformError(SlipwayError):
    """Terraform failed, was killed, took too long or couldn't be started.

    Attributes:
        exit_code: of Terraform, or minus the signal that killed it; None if it didn't begin or end by itself.
        stderr: all that it wrote there. The last lines are a note of the exception too.
    """

    def __init__(self, message: str, *, exit_code: int | None = None, stderr: str = "") -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.stderr = stderr
        if stderr.strip():
            self.add_note("\n".join(stderr.strip().splitlines()[-_LAST_LINES:]))


class Terraform:
    """Terraform in one directory. Every method raises TerraformError."""

    def __init__(
        self,
        directory: Path,
        *,
        binary: Path,
        environment: Mapping[str, str],
        data_dir: Path | None = None,
        on_line: LineCallback | None = None,
        timeout: float = 1800,
    ) -> None:
        """Run nothing yet.

        Args:
            directory: the root configuration.
            binary: the program, as from ``slipway.terraform.binary.find``.
            environment: all of its environment, as from ``slipway.terraform.environment.environment_for``.
            data_dir: of Terraform's working data; ``.terraform`` in the directory by default.
            on_line: gets the lines of init, plan, apply and destroy as they come.
            timeout: seconds for one command; half an hour by default, since CloudFront alone may take 20 minutes.
        """
        self.directory = directory
        self._command_line = _CommandLine(terraform_bin_path=str(binary))
        self._environment = {**environment, **({"TF_DATA_DIR": str(data_dir.absolute())} if data_dir else {})}
        self._on_line = on_line
        self._timeout = timeout

    def init(self, backend_config: Mapping[str, Any] | Path | None = None) -> None:
        """Install providers and modules, and configure the backend, by settings or a file, as if for the first time."""
        settings: dict[str, str] | str
        if isinstance(backend_config, Path):
            settings = str(backend_config.absolute())
        else:  # a bool must read `true` here; python-terraform would write `True`
            settings = {name: _scalar(value) for name, value in (backend_config or {}).items()}
        with self._plugin_cache():
            self._run("init", self._on_line, input=False, reconfigure=True, backend_config=settings)

    def plan(self, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return a plan in Terraform's JSON format; secrets stand in it as they are.

        See https://developer.hashicorp.com/terraform/internals/json-format#plan-representation.
        """
        with tempfile.TemporaryDirectory(prefix="slipway-") as private:
            return self.save_plan(Path(private) / "plan", variables)

    def save_plan(
        self,
        file: Path,
        variables: Mapping[str, Any] | None = None,
        var_files: Sequence[Path] = (),
        *,
        lock: bool = True,
    ) -> dict[str, Any]:
        """Write a plan for `apply_plan` and return it in Terraform's JSON format; secrets stand in both as they are.

        Args:
            file: to write; belongs in a private directory.
            variables: win over those of the files.
            var_files: ``.tfvars`` files.
            lock: whether to take the state's lock, for which the state must be writable.
        """
        files = [str(path.absolute()) for path in var_files]
        self._run_with("plan", variables, files, lock=lock, out=str(file))
        plan: dict[str, Any] = json.loads(self._run("show", None, str(file), json=True))
        return plan

    def apply_plan(self, file: Path) -> None:
        """Apply what `save_plan` wrote; Terraform refuses when the state has changed since."""
        self._run("apply", self._on_line, str(file), input=False, lock_timeout=_LOCK_TIMEOUT)

    def apply(self, variables: Mapping[str, Any] | None = None) -> None:
        """Apply the configuration without asking."""
        self._run_with("apply", variables, auto_approve=True)

    def destroy(self, variables: Mapping[str, Any] | None = None) -> None:
        """Destroy what the state holds without asking."""
        self._run_with("destroy", variables, auto_approve=True)

    def output(self) -> dict[str, Any]:
        """Return the values of the outputs in the state, sensitive ones too; none before the first apply."""
        outputs = json.loads(self._run("output", None, json=True))
        return {name: output["value"] for name, output in outputs.items()}

    def state_list(self) -> list[str]:
        """Return the addresses in the state, which must exist."""
        return self._run("state list", None).splitlines()

    def _plugin_cache(self) -> AbstractContextManager[object]:
        """Make the plugin cache, if one is used, and return what keeps others out: their writes would break it."""
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
        **options: Any,  # noqa: ANN401 - Terraform's
    ) -> None:
        with variables_file(self.directory, variables or {}) as own:
            options |= {"input": False, "lock_timeout": _LOCK_TIMEOUT, "var_file": [*var_files, own]}
            self._run(command, self._on_line, **options)

    def _run(self, command: str, on_line: LineCallback | None, *arguments: str, **options: Any) -> str:  # noqa: ANN401
        line = self._command_line.generate_cmd_string(
            command, *arguments, no_color=python_terraform.IsFlagged, **options
        )
        where = f"terraform {command} in {self.directory}"
        try:
            result = process.run(
                line,
                directory=self.directory,
                environment=self._environment,
                timeout=self._timeout,
                on_line=on_line,
            )
        except OSError as error:
            raise TerraformError(f"{where} can't be started: {error}") from error
        if result.exit_code != 0:
            message = f"{where} {_outcome(result, self._timeout)}"
            raise TerraformError(message, exit_code=result.exit_code, stderr=result.stderr)
        return result.stdout


class _CommandLine(python_terraform.Terraform):  # type: ignore[misc] # it has no type hints
    """python-terraform's command lines, without its look into the state, for which it may be too early or too big."""

    def read_state_file(self, file_path: str | None = None) -> None:
        pass


def _scalar(value: Any) -> str:  # noqa: ANN401 - any scalar
    return value if isinstance(value, str) else json.dumps(value)


def _outcome(result: process.Result, timeout: float) -> str:
    if result.exit_code is None:
        return f"was ended after {timeout:.0f} seconds"
    if result.exit_code < 0:
        return f"was killed by {signal.Signals(-result.exit_code).name}"
    summary = _SUMMARY.search(result.stderr)
    return f"failed with exit code {result.exit_code}" + (f": {summary[1]}" if summary else "")
