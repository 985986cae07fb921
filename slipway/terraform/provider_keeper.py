"""A process that keeps the AWS provider running as long as a Terraform uses it, also after the end of this process.

After `slipway up` is killed, a running apply still writes its state, for which it needs the provider.
"""

import itertools
import json
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from slipway.terraform.kept_providers import Providers
from slipway.terraform.provider_use import find_use

_END_TIMEOUT = 10  # seconds; it takes a tenth of one


class ProviderKeeper:
    """Kept providers, as `Providers`, but in another process.

    That process ends with this one and with all Terraforms that have inherited `pass_fds`: it reads from a pipe, whose
    other end they hold.

    Attributes:
        directory: directory of the output of the providers and of the process.
    """

    def __init__(self, environment: Mapping[str, str], directory: Path, owner: "ProviderKeeper | None" = None) -> None:
        """Start nothing yet.

        Args:
            environment: Terraform's.
            directory: directory for the output.
            owner: owner of the process; this one by default.
        """
        self.directory = directory
        self._environment = dict(environment)
        self._owner = owner
        self._process: _Process | None = None
        self._lock = threading.Lock()

    def separate(self, name: str) -> "ProviderKeeper":
        """Return a keeper of other providers in the same process, which costs 0.15 CPU seconds and 50 MB.

        One provider would take the tags of the last configuration for every one that uses it at the same time.

        Args:
            name: name of the folder for the output, in that of this keeper.
        """
        return ProviderKeeper(self._environment, self.directory / name, self._owner or self)

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """The descriptors that a Terraform has to inherit that uses a provider."""
        process = (self._owner or self)._process
        return (process.descriptor,) if process else ()

    @property
    def pid(self) -> int | None:
        """The id of the process; None if it isn't started."""
        process = (self._owner or self)._process
        return process.pid if process else None

    def variables(self, directory: Path, data_dir: Path, state: str = "") -> dict[str, str]:
        """Return the variables with which Terraform uses a running provider, as of `Providers.variables`.

        There are none either if the provider doesn't start: Terraform starts it then, and reports the error.
        """
        use = find_use(directory, data_dir, state)
        if use is None:
            return {}
        beside = str(use.directory) if use.directory else None
        return self._call("attach", str(use.binary), sorted(use.types), beside) or {}

    def has_ended(self, variables: Mapping[str, str]) -> bool:
        """Return whether the provider of these variables has ended, or ends within a second."""
        return self._call("has_ended", dict(variables)) is not False

    def start(self) -> None:
        """Start the process if it isn't running; else the first call does."""
        with self._lock:
            if self._process is None or self._process.has_ended:
                self._end()
                self._process = _Process(self._environment, self.directory)

    def end(self) -> None:
        """End the providers, and the process if it is this keeper's. They hold nothing that could be lost."""
        if self._owner:
            self._call_running("end")
            return
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def _call(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 - of the method
        """Return the result of a method of the providers in the other process; None if it has failed."""
        with suppress(OSError):
            (self._owner or self).start()
        return self._call_running(method, *arguments)

    def _call_running(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 - of the method
        process = (self._owner or self)._process
        return process.call(str(self.directory.absolute()), method, *arguments) if process else None

    def _end(self) -> None:
        if self._process:
            self._process.end()
        self._process = None


class _Process:
    """The other process. Its methods may be called in several threads."""

    def __init__(self, environment: Mapping[str, str], directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        with (directory / "keeper.log").open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for Terraform, which still writes its state
            )
        assert self._process.stdin and self._process.stdout  # noqa: S101, PT018 - for the type checker
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self.pid = self._process.pid
        self.descriptor = self._stdin.fileno()
        self.has_ended = False
        self._numbers = itertools.count()
        self._results: dict[int, Future[Any]] = {}
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def call(self, *call: object) -> Any:  # noqa: ANN401 - of the method
        """Return the result of a call in `_serve`; None if that has failed, or the process has ended."""
        with self._lock:
            if self.has_ended:
                return None
            number = next(self._numbers)
            result = self._results[number] = Future()
            with suppress(OSError):  # it has just ended, which `_read` notices
                self._stdin.write(json.dumps([number, *call]) + "\n")
                self._stdin.flush()
        return result.result()

    def end(self) -> None:
        with suppress(OSError), self._lock:
            self._stdin.write("\n")
            self._stdin.flush()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_TIMEOUT)
        self._reader.join(_END_TIMEOUT)
        with suppress(OSError):
            self._stdin.close()
        self._stdout.close()

    def _read(self) -> None:
        for line in self._stdout:
            number, result = json.loads(line)
            self._results.pop(number).set_result(result)
        with self._lock:
            self.has_ended = True
            for waiting in self._results.values():
                waiting.set_result(None)


def _serve() -> None:
    """Answer the calls in the lines of stdin, until an empty one or the end of all processes that could write one."""
    from slipway.terraform import schema_filter  # noqa: F401, PLC0415 - while the other process reads a state

    kept: dict[str, Providers] = {}
    with ExitStack() as stack, ThreadPoolExecutor() as threads:
        for line in sys.stdin:
            if not line.strip():
                return
            number, directory, method, *arguments = json.loads(line)
            if directory not in kept:
                kept[directory] = stack.enter_context(Providers(os.environ, Path(directory)))
            methods: dict[str, Callable[..., object]] = {
                "attach": kept[directory].attach,
                "has_ended": kept[directory].has_ended,
                "end": kept[directory].end,
            }
            threads.submit(_answer, number, methods[method], *arguments)


def _answer(number: int, method: Callable[..., object], *arguments: object) -> None:
    result = None
    try:
        result = method(*arguments)
    except Exception:  # noqa: BLE001 - the process serves other configurations, too
        with suppress(OSError):  # its disk is full: the caller waits for an answer
            traceback.print_exc()
    sys.stdout.write(json.dumps([number, result]) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
