"""Runs debugpy's adapter, which refuses other users of the machine: ``python debug_adapter.py FOLDER ARGUMENT…``.

A debugger runs any code in the function's process, and debugpy asks its clients for no password.
"""

import importlib
import os
import runpy
import socket
import sys
from typing import Any

_peers: Any = importlib.import_module("peers")  # beside this script, and in no package of the function's path
_accept = socket.socket.accept


def _accept_own_user(self: socket.socket) -> tuple[socket.socket, tuple[str, int]]:
    while True:
        connection, address = _accept(self)
        if _peers.user_of(address[1], self.getsockname()[1]) in (None, os.getuid()):
            return connection, address
        connection.close()


if __name__ == "__main__":
    socket.socket.accept = _accept_own_user  # type: ignore[method-assign]
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
