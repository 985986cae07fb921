"""A process that keeps the AWS provider running as long as a Terraform uses it, also after the end of this process.

After `slipway up` is killed, a running apply still writes its state, for which it needs the provider.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slipway.terraform.kept_providers import Providers, find_use

_END_TIMEOUT = 10  # seconds; it takes a tenth of one


class ProviderKeeper:
    """Kept providers, as `Providers`, but in another process.

    That process ends with this one and with all Terraforms that have inherited `pass_fds`: it reads from a pipe, whose
    other end they hold.

    Attributes:
        directory: of the output of the providers and of the process.
    """

    def __init__(self, environment: Mapping[str, str], directory: Path) -> None:
        """Start nothing yet.

        Args:
            environment: Terraform's.
            directory: for the output.
        """
        self._environment = dict(environment)
        self.directory = directory
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """The descriptors that a Terraform has to inherit that uses a provider."""
        return (self._process.stdin.fileno(),) if self._process and self._process.stdin else ()

    @property
    def pid(self) -> int | None:
        """The id of the process; None if it isn't started."""
        return self._process.pid if self._process else None

    def variables(self, directory: Path, data_dir: Path, state: str = "") -> dict[str, str]:
        """Return the variables with which Terraform uses a running provider, as of `Providers.variables`.

        There are none either if the provider doesn't start: Terraform starts it then, and reports the error.
        """
        use = find_use(directory, data_dir, state)
        if use is None:
            return {}
        return self._call("attach", str(use.binary), sorted(use.types)) or {}

    def has_ended(self, variables: Mapping[str, str]) -> bool:
        """Return whether the provider of these variables has ended, or ends within a second."""
        return self._call("has_ended", dict(variables)) is not False

    def end(self) -> None:
        """End the process and its providers; they hold nothing that could be lost."""
        if self._process:
            with suppress(subprocess.TimeoutExpired, OSError):
                self._process.communicate("\n", timeout=_END_TIMEOUT)
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 - of the method
        """Return the result of a method in the other process; None if that has failed and ended."""
        with self._lock, suppress(OSError):
            if self._process is None or self._process.poll() is not None:
                self.end()
                self._process = self._start()
            if self._process.stdin and self._process.stdout:
                self._process.stdin.write(json.dumps([method, *arguments]) + "\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
                return json.loads(answer) if answer else None
        return None

    def _start(self) -> subprocess.Popen[str]:
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "keeper.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(self.directory.absolute())],
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for Terraform, which still writes its state
            )


def _serve(directory: Path) -> None:
    """Answer the calls in the lines of stdin, until an empty one or the end of all processes that could write one."""
    with Providers(os.environ, directory) as providers:
        methods: dict[str, Callable[..., object]] = {"attach": providers.attach, "has_ended": providers.has_ended}
        for line in sys.stdin:
            if not line.strip():
                return
            method, *arguments = json.loads(line)
            print(json.dumps(methods[method](*arguments)), flush=True)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
