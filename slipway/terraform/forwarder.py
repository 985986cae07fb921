"""A Unix socket whose connections are passed on, byte by byte, to one of two others."""

import socket
import struct
import sys
import threading
from contextlib import suppress

_CHUNK = 65536
_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid: https://man7.org/linux/man-pages/man7/unix.7.html
_SOL_LOCAL, _LOCAL_PEERPID = 0, 2  # of macOS's sys/un.h


class Forwarder:
    """Passes on the connections of each process to one socket until one of them was used, and later ones to another.

    Attributes:
        path: path of the socket on which it listens.
    """

    def __init__(self, path: str, first: str, later: str) -> None:
        """Listen, in threads of this process.

        Args:
            path: path of the socket.
            first: path of the socket for a process's first connection.
            later: path of the socket for its other ones.
        """
        self.path = path
        self._first = first
        self._later = later
        self._begun: set[int] = set()  # ids of processes
        self._open: set[socket.socket] = set()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening, and end the connections."""
        for each in (self._listener, *self._open):
            _end(each)

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        pid = _peer(client)
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self._later if pid in self._begun else self._first)
        except OSError:  # it has ended, which the client learns from the end of its connection
            _end(client)
            return
        self._open |= {client, server}
        threading.Thread(target=self._pass_on, args=(client, server, pid), daemon=True).start()
        threading.Thread(target=self._pass_on, args=(server, client, None), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, pid: int | None) -> None:
        """Pass on what arrives until one side ends. A process has begun when it sends something."""
        with suppress(OSError):
            while chunk := source.recv(_CHUNK):
                if pid is not None:
                    self._begun.add(pid)
                target.sendall(chunk)
        for each in (source, target):
            _end(each)
        self._open.discard(source)


def _end(connection: socket.socket) -> None:
    """End a connection, also for a thread that waits for it."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _peer(connection: socket.socket) -> int | None:
    """Return the id of the process at the other end; None if the system doesn't tell it."""
    with suppress(OSError, struct.error):
        if sys.platform == "darwin":
            return connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID)
        pid: int = _CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))[
            0
        ]
        return pid
    return None
