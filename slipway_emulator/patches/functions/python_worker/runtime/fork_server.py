"""Starts the processes of functions: ``python fork_server.py DESCRIPTOR``.

A new process takes 60 ms of CPU until it has imported what ``awslambdaric`` needs. This one has imported it, and forks
for each function, which takes 6; `multiprocessing` calls this a fork server.

The descriptor is a socket. Each message on it is a request, with two descriptors: the output of the function, and a
socket on which this process sends the pid, and at the end the exit status. When the socket ends, the local AWS has.

A function sees no difference to ``python -m awslambdaric HANDLER``, which takes the place of the fork if there could be
one: if the package or a layer has a module with the name of one that is imported already, or if the function sets a
variable that is read before the first line of Python.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import time
from contextlib import suppress
from typing import Any

# What awslambdaric and runtime_client import of other packages. They themselves read the function's variables.
_IMPORTS = ("decimal", "enum", "functools", "http.client", "logging", "math", "simplejson", "traceback")
# Python imports these at its start, if they are on its path.
_CUSTOMIZE = {"sitecustomize", "usercustomize"}
_READ_AT_START = ("GLIBC_", "LANG", "LC_", "LD_", "MALLOC_", "OPENSSL_", "PYTHON")
_MAX_REQUEST = 1 << 20

_Request = dict[str, Any]
_children: dict[int, socket.socket] = {}  # by pid


def _main() -> None:
    server = socket.socket(fileno=int(sys.argv[1]))
    for name in _IMPORTS:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, _report_ended)
    gc.freeze()  # a collection in a fork would copy the memory that the forks share
    if request := _serve(server):
        _run(**request)


def _serve(server: socket.socket) -> _Request | None:
    """Return a request in the process for it; None in this one, when the local AWS has ended."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(server, _MAX_REQUEST, 2, socket.MSG_CMSG_CLOEXEC)
        if not message:
            return None
        output, connection = descriptors[0], socket.socket(fileno=descriptors[1])
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # the pid comes before the status
        pid = os.fork()
        if pid:
            _children[pid] = connection
            _send(connection, pid)
        else:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(output, 1)
            os.dup2(output, 2)
            for inherited in (server, connection, *_children.values()):
                inherited.close()
        os.close(output)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        if not pid:
            request: _Request = json.loads(message)
            return request


def _report_ended(*_: object) -> None:
    with suppress(ChildProcessError):  # there is none any more
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with _children.pop(pid) as connection:
                _send(connection, os.waitstatus_to_exitcode(status))


def _send(connection: socket.socket, number: int) -> None:
    with suppress(OSError):  # nobody reads it any more
        connection.send(str(number).encode())


def _run(handler: str, directory: str, environment: dict[str, str]) -> None:
    os.chdir(directory)
    folders = environment["PYTHONPATH"].split(os.pathsep)
    if _reads_at_start(environment) or _has_imported_name([directory, *folders]):
        os.execve(sys.executable, [sys.executable, "-m", "awslambdaric", handler], environment)  # noqa: S606 - there is no shell
    # Python sets it at its start, where it doesn't find the locale.
    coerced = {name: value for name, value in os.environ.items() if name == "LC_CTYPE"}
    os.environ.clear()
    os.environ.update(coerced | environment)
    time.tzset()
    sys.path[:1] = [os.path.realpath(directory), *folders]  # in place of this script's folder
    sys.argv = ["-m", handler]
    sys.orig_argv = [sys.executable, "-m", "awslambdaric", handler]
    runpy.run_module("awslambdaric", run_name="__main__", alter_sys=True)


def _reads_at_start(environment: dict[str, str]) -> bool:
    return any(
        name.startswith(_READ_AT_START) and name != "PYTHONPATH" and value != os.environ.get(name)
        for name, value in environment.items()
    )


def _has_imported_name(folders: list[str]) -> bool:
    imported = _CUSTOMIZE | {name.partition(".")[0] for name in sys.modules}
    return any(name.partition(".")[0] in imported for folder in folders for name in _names(folder))


def _names(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except OSError:
        return []


if __name__ == "__main__":
    _main()
