"""The AWS provider, kept running from one Terraform command to the next, with a schema of what is used.

Its start is half of what a plan costs, and its schema is nearly all of the rest.
"""

import hashlib
import json
import re
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from slipway.errors import SlipwayError
from slipway.system.private_folders import private_folder
from slipway.system.process import kill_when_orphaned
from slipway.terraform import kept_schema
from slipway.terraform.provider_use import find_use

if TYPE_CHECKING:
    from slipway.terraform.schema_filter import SchemaFilter

_END_TIMEOUT = 1  # seconds; Terraform notices the end of the connection before that of the process
_START_TIMEOUT = 60  # seconds; it takes a tenth of one when nothing else runs
_REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(\{.+\})'")
# Started by Terraform, the provider logs as TF_LOG says. Started alone, it logs everything, 100 MB in a run of minutes.
_LOG_LEVELS = dict.fromkeys(("TF_LOG_PROVIDER", "TF_LOG_SDK"), "ERROR")


class Providers:
    """The providers that one worker keeps running: one for each binary, that is, for each version in use.

    A configuration from which the provider reads local files has another one, which runs in its directory.

    Attributes:
        directory: directory of the providers' output.
        pass_fds: the descriptors that a Terraform has to inherit that uses a provider; none.
    """

    pass_fds: tuple[int, ...] = ()

    def __init__(self, environment: Mapping[str, str], directory: Path) -> None:
        """Start nothing yet.

        Args:
            environment: Terraform's; the provider takes the target from its own environment.
            directory: directory for the output of the providers, e.g. of a crash.
        """
        self._environment = dict(environment)
        # Configured for the second time with AWS_CA_BUNDLE, provider 5.100 fails. Go's own variable does the same.
        if bundle := self._environment.pop("AWS_CA_BUNDLE", None):
            self._environment.setdefault("SSL_CERT_FILE", bundle)
        self.directory = directory
        self._running: dict[_Key, _Provider] = {}
        self._lock = threading.Lock()  # two threads that plan start one provider
        self._guards = ExitStack()
        self._sockets: Path | None = None  # the folder for those of the providers

    def variables(self, directory: Path, data_dir: Path, state: str = "") -> dict[str, str]:
        """Return the variables with which Terraform uses a running provider; none if `find_use` returns none.

        Args:
            directory: the root configuration.
            data_dir: directory in which ``terraform init`` has installed the provider and listed the modules.
            state: the text of the state, whose resources may not be in the configuration any more.

        Raises:
            SlipwayError: the provider doesn't start.
        """
        use = find_use(directory, data_dir, state)
        return self.attach(use.binary, use.types, use.directory) if use else {}

    def attach(self, binary: Path | str, types: Iterable[str], directory: Path | str | None = None) -> dict[str, str]:
        """Return the variables with which Terraform uses a provider, which is started again if it has died.

        Args:
            binary: the provider.
            types: types of resources and data sources that are used, in addition to those of earlier calls.
            directory: directory, see `Use`.

        Raises:
            SlipwayError: the provider doesn't start.
        """
        with self._lock:
            self._end_unused()
            provider = self._provider(Path(binary), Path(directory) if directory else None)
        provider.schema.add(types)
        return {"TF_REATTACH_PROVIDERS": provider.reattach}

    def has_ended(self, variables: Mapping[str, str]) -> bool:
        """Return whether the provider of these variables has ended, or ends within a second."""
        with self._lock:
            used = [each for each in self._running.values() if each.reattach == variables["TF_REATTACH_PROVIDERS"]]
        try:
            for provider in used:
                provider.process.wait(_END_TIMEOUT)
        except subprocess.TimeoutExpired:
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End all of them; they hold nothing that could be lost."""
        for provider in self._running.values():
            provider.end()
        self._running.clear()
        self._guards.close()
        self._sockets = None

    def _end_unused(self) -> None:
        """End those that run in a directory that is deleted, as a test's is."""
        for key in [key for key in self._running if key[1] and not key[1].exists()]:
            self._running.pop(key).end()

    def _provider(self, binary: Path, directory: Path | None) -> "_Provider":
        key = binary, directory
        running = self._running.get(key)
        if running and running.process.poll() is None:
            return running
        if running:
            running.end()
        log_file = self.directory / f"{binary.name}{_suffix(directory)}.log"
        self._sockets = self._sockets or self._guards.enter_context(private_folder())
        environment = {**self._environment, "PLUGIN_UNIX_SOCKET_DIR": str(self._sockets)}
        process = _start(binary, environment, log_file, directory)
        self._guards.enter_context(kill_when_orphaned(process.pid))  # a killed worker leaves no provider
        address, schema_file = _wait_for_address(process, log_file), kept_schema.file_for(binary, self.directory)
        self._running[key] = _Provider.behind_filter(process, address, schema_file)
        return self._running[key]


_Key = tuple[Path, Path | None]  # its binary and working directory


@dataclass(frozen=True)
class _Provider:
    process: subprocess.Popen[bytes]
    schema: "SchemaFilter"
    reattach: str
    socket: Path

    @classmethod
    def behind_filter(cls, process: subprocess.Popen[bytes], address: str, schema_file: Path | None) -> Self:
        """Put the filter between Terraform and a provider that listens on the address."""
        from slipway.terraform.schema_filter import SchemaFilter  # noqa: PLC0415 - few commands need grpc, a slow import

        reattach = json.loads(address)
        ((_, provider),) = reattach.items()
        socket = provider["Addr"]["String"]
        schema = SchemaFilter(socket, schema_file)
        provider["Addr"]["String"] = schema.socket
        return cls(process, schema, json.dumps(reattach), Path(socket))

    def end(self) -> None:
        self.schema.close()
        self.process.kill()
        self.process.wait()
        self.socket.unlink(missing_ok=True)  # which it can't remove itself when it is killed


def _suffix(directory: Path | None) -> str:
    """Return the part of a log file's name that stands for a working directory."""
    return f"-{hashlib.sha256(bytes(directory)).hexdigest()[:8]}" if directory else ""


def _start(
    binary: Path, environment: Mapping[str, str], log_file: Path, directory: Path | None
) -> subprocess.Popen[bytes]:
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as log:
        return subprocess.Popen(
            [binary, "-debug"],
            cwd=directory,
            env={**_LOG_LEVELS, **environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for pytest, which still destroys what it has applied
        )


def _wait_for_address(process: subprocess.Popen[bytes], log_file: Path) -> str:
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        if address := _REATTACH.search(log_file.read_text(encoding="utf-8", errors="replace")):
            return address[1]
        time.sleep(0.02)
    process.kill()
    process.wait()
    raise SlipwayError(f"the AWS provider doesn't start; it printed: {log_file.read_text(errors='replace').strip()}")
