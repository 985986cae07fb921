"""`slipway dev --debug APP`: lets a function wait for a debugger, by the Debug Adapter Protocol of debugpy."""

import importlib.util
import os
import socket
import time
from pathlib import Path
from typing import Any

from lambda_release.check import check_version, is_start_checked
from lambda_release.function import Function
from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.local import control
from slipway.local.emulator import Emulator
from slipway.package import sources

_RELEASE_SECONDS = 3.0  # the local AWS looks each half second whether a session has ended


class Debugger:
    """The debugger of one function."""

    def __init__(self, function: Function, running: Emulator, account: str, port: int) -> None:
        """Change nothing yet.

        Args:
            function: function with the alias whose requests wait for the debugger.
            running: the local AWS.
            account: account of the function.
            port: port on 127.0.0.1, to which the debugger attaches.

        Raises:
            SlipwayError: the function doesn't run on Python, or debugpy isn't installed.
        """
        self._function = function
        self._running = running
        self._account = account
        self._port = port
        self._runtime = function.configuration()["Runtime"]
        if not is_start_checked(self._runtime):
            raise SlipwayError(
                f"--debug: {function.name} runs on {self._runtime}; only Python functions can be debugged"
            )
        self._packages = _packages(running.directory)

    def update(self, app: App) -> None:
        """Let the function's next process listen, with the paths of the app's files as they are now.

        Raises:
            SlipwayError: another session debugs the function.
        """
        files = sources.merge(sources.own_files(app)[0])
        settings: dict[str, Any] = {
            "owner": os.getpid(),
            "port": self._port,
            "packages": str(self._packages),
            "files": {name: str(path) for name, path in sorted(files.items()) if path.suffix == ".py"},
        }
        control.set_debugger(self._running.directory, self._account, self._function.name, settings)

    def start(self, app: App) -> None:
        """Start a process of the function, which listens, without a call of its handler.

        Raises:
            SlipwayError: another program uses the port, or another session debugs the function.
            ReleaseError: the version doesn't start.
        """
        _check_free(self._port)
        self.update(app)
        check_version(self._function, self._function.alias()["FunctionVersion"], None, self._runtime)

    def end(self) -> None:
        """Let the function's next process run without a debugger."""
        control.end_debugger(self._running.directory, self._account, self._function.name, os.getpid())


def _check_free(port: int) -> None:
    """Wait for a port that the process of an earlier session still has for a moment.

    Raises:
        SlipwayError: it is in use.
    """
    deadline = time.monotonic() + _RELEASE_SECONDS
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if time.monotonic() > deadline:
                    message = f"--debug: port {port} can't be used ({error.strerror}): choose another by --debug-port"
                    raise SlipwayError(message) from error
            else:
                return
        time.sleep(0.1)


def _packages(directory: Path) -> Path:
    """Return a folder that has debugpy and nothing else of this environment, which the function must not import.

    Raises:
        SlipwayError: debugpy isn't installed.
    """
    found = importlib.util.find_spec("debugpy")
    if not found or not found.origin:
        raise SlipwayError("--debug needs debugpy in the environment of slipway: pip install debugpy")
    folder = directory / "debugger"
    folder.mkdir(exist_ok=True)
    link = folder / "debugpy"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(found.origin).parent)
    return folder
