"""The Runtime API and the queue of a function's worker, which wait without polling."""

import http.server
import queue
import socket
import sys
from contextlib import suppress
from typing import Any


class RuntimeApi(http.server.ThreadingHTTPServer):
    """The Runtime API of one function, whose process may be ended while it waits for a response.

    It waits for requests without a timeout. 500 idle functions with the polling loop of `socketserver`, and with that
    of MiniStack for the next invocation, took 40 % of a CPU.
    """

    _is_stopping = False

    def serve_forever(self, poll_interval: float = 0) -> None:  # noqa: ARG002 - as in the base class
        """Handle requests until `shutdown`; ``poll_interval`` is not used."""
        while not self._is_stopping:
            self.handle_request()

    def shutdown(self) -> None:
        """End `serve_forever` in another thread."""
        self._is_stopping = True
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.server_port)).close()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the base class
        """Log the traceback of an error, unless the function has ended."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Invocations(queue.Queue[Any]):
    """The next invocation of a function's process, which MiniStack polls for, and which is waited for here."""

    _END = object()

    def __init__(self) -> None:
        super().__init__(maxsize=1)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: ANN401, ARG002 - as in the base class
        """Wait for an invocation; raises queue.Empty after `close`, for MiniStack to find that the worker stops."""
        invocation = super().get()
        if invocation is self._END:
            raise queue.Empty
        return invocation

    def close(self) -> None:
        """End the wait for an invocation."""
        with suppress(queue.Full):  # then nobody waits
            self.put_nowait(self._END)
