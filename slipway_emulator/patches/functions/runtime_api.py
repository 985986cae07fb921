"""Only the processes of the user who started the local AWS may call the Runtime API of a function, and no web page.

On AWS the Runtime API is inside the execution environment, and nobody else can connect to it:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. Here it is a port of this machine, which a web page or
another user can find. A caller of ``/runtime/invocation/next`` gets the next event instead of the function.
"""

import functools
import os
import queue
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from ministack.core import lambda_runtime

from slipway_emulator.patches.functions.python_worker.runtime import peers

_FROM_BROWSERS = ("Origin", "Referer", "Sec-Fetch-Site")

_Build = Callable[..., type[Any]]


def apply() -> None:
    """Wrap the function that returns the handler of the Runtime API's requests."""
    build: _Build = lambda_runtime.ProvidedWorker._build_handler_class

    @functools.wraps(build)
    def build_handler_class(worker: object, generation: int, pending: queue.Queue[Any]) -> type[Any]:
        class Guarded(build(worker, generation, pending)):  # type: ignore[misc] # made at run time
            def setup(self) -> None:
                super().setup()
                # Once a connection, which a runtime keeps: the table may have thousands of lines.
                self.user = peers.user_of(self.client_address[1], self.connection.getsockname()[1])

            def parse_request(self) -> bool:
                if not super().parse_request():
                    return False
                if self.user in (None, os.getuid()) and not _is_from_page(self):
                    return True
                self.close_connection = True
                self.send_error(403)
                return False

        return Guarded

    lambda_runtime.ProvidedWorker._build_handler_class = build_handler_class


def _is_from_page(request: BaseHTTPRequestHandler) -> bool:
    port = request.connection.getsockname()[1]
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}  # another one is a name that leads here: DNS rebinding
    return request.headers.get("Host") not in hosts or any(name in request.headers for name in _FROM_BROWSERS)
