"""Runs ``awslambdaric`` under debugpy: ``python debugger.py HANDLER``.

``SLIPWAY_DEBUGGER`` is the JSON of the settings of `slipway_emulator.control.debugger`. The debugger listens as soon as
the function starts. An invocation by an alias waits until a client is attached. One by a version's number doesn't: by
that a deployment checks a new version, and nobody looks at it yet.
"""

import importlib
import importlib.machinery
import json
import os
import runpy
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import CodeType
from typing import Any

_ADAPTER = Path(__file__).with_name("debug_adapter.py")
_ARN = "Lambda-Runtime-Invoked-Function-Arn"
_RELEASE_SECONDS = 10.0  # until the debugger of a process that has ended releases its port


def _main() -> None:
    settings = json.loads(os.environ.pop("SLIPWAY_DEBUGGER"))
    # The native modules are built for the Python of the developer's environment.
    os.environ |= {"PYDEVD_USE_CYTHON": "NO", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]  # in place of this script's folder
    sys.path.append(settings["packages"])
    # Only on the function's path, and in no environment of the local AWS.
    debugpy: Any = importlib.import_module("debugpy")
    runtime_client: Any = importlib.import_module("runtime_client")
    _wait_for_port(settings["port"])
    _listen(debugpy, settings["port"])
    _compile_as(settings["files"])
    receive = runtime_client.next

    def receive_and_wait() -> tuple[bytes, dict[str, str | int | None]]:
        body, headers = receive()
        if not str(headers.get(_ARN)).rpartition(":")[2].isdigit():
            debugpy.wait_for_client()
        return body, headers

    runtime_client.next = receive_and_wait
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)


def _listen(debugpy: Any, port: int) -> None:  # noqa: ANN401 - a module
    """Let debugpy listen, with its adapter in a process that refuses other users."""
    popen = subprocess.Popen

    def start(command: list[str], **options: Any) -> Any:  # noqa: ANN401 - as subprocess.Popen
        return popen([command[0], str(_ADAPTER), *command[1:]], **options)

    subprocess.Popen = start  # type: ignore[assignment, misc]
    try:
        debugpy.listen(("127.0.0.1", port))
    finally:
        subprocess.Popen = popen  # type: ignore[misc]


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + _RELEASE_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                time.sleep(0.05)
            else:
                return


def _compile_as(files: dict[str, str]) -> None:
    """Compile the files of the zip with their paths in the repository, in which the client sets its breakpoints."""
    root = Path(os.environ["LAMBDA_TASK_ROOT"])
    paths = {str(root / name): path for name, path in files.items()}
    loader = importlib.machinery.SourceFileLoader
    get_code = loader.get_code

    def get_mapped_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        file = self.get_filename(fullname)
        if file not in paths:
            return get_code(self, fullname)
        return compile(self.get_data(file), paths[file], "exec", dont_inherit=True)

    loader.get_code = get_mapped_code  # type: ignore[assignment, method-assign]


if __name__ == "__main__":
    _main()
