"""The process of a function that a debugger can stop. There is one for each port."""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from slipway_emulator import control

_LOOK_SECONDS = 0.5  # between two looks whether the session of a process has ended
# In place of the function's while it is debugged, as a stopped function isn't slow. The longest that a person waits.
_TIMEOUT = 24 * 60 * 60
_SCRIPT = Path(__file__).with_name("runtime") / "debugger.py"
_Config = dict[str, Any]
_processes: dict[int, Any] = {}  # port -> the worker whose process listens on it


class Debugger:
    """The debugger of the process of one worker.

    Args:
        worker: a PythonWorker.
        config: configuration of its function.
    """

    def __init__(self, worker: Any, config: _Config) -> None:  # noqa: ANN401 - worker.py imports this module
        self._worker = worker
        self._config = config
        self._settings: _Config | None = None  # of the running process

    def prepare(self) -> _Config:
        """Return the configuration of the function for the next invocation.

        Ends the process if the function should be debugged and it isn't, or the other way round.
        """
        found = _settings(self._config)
        if found and found != self._settings and not _take_port(found["port"], self._worker):
            found = None
        if found != self._settings:
            self._worker._teardown()
            self._settings = found
            if found:
                threading.Thread(target=self._end_with_session, args=(found,), daemon=True).start()
        return {**self._config, "Timeout": _TIMEOUT} if found else self._config

    def command(self, python: str) -> list[str] | None:
        """Return the command of a process that is debugged; None if it isn't."""
        if not self._settings:
            return None
        return [python, "-X", "frozen_modules=off", str(_SCRIPT), self._config["Handler"]]

    def variables(self) -> dict[str, str]:
        """Return the environment variables of a process that is debugged; empty if it isn't."""
        return {"SLIPWAY_DEBUGGER": json.dumps(self._settings)} if self._settings else {}

    def _end_with_session(self, settings: _Config) -> None:
        """End the process, which may wait for a debugger or be stopped, when nobody debugs the function any more."""
        while self._settings is settings:
            time.sleep(_LOOK_SECONDS)
            if _settings(self._config) is None:
                if process := self._worker._proc:
                    process.kill()
                return


def _settings(config: _Config) -> _Config | None:
    """Return the settings with which a function is debugged; None if it isn't, or its session was killed."""
    account, _ = lambda_runtime._account_region_from_function_config(config)
    found = control.debugger(account, config["FunctionName"])
    return found if found and _is_running(found["owner"]) else None


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _take_port(port: int, worker: Any) -> bool:  # noqa: ANN401 - a PythonWorker
    """Return whether a worker's next process may listen on a port, after the end of an idle process that does.

    A process that handles a request, perhaps stopped, keeps it.
    """
    holder = _processes.get(port)
    if holder not in (None, worker):
        if holder.in_use and holder._proc and holder._proc.poll() is None:
            return False
        holder._teardown()
    _processes[port] = worker
    return True
