"""The states of stacks on the local AWS: Terraform gets them by HTTP from the process that runs it.

A state in a file is written as a whole, and compared with the one before, after each change of each resource. For 150
resources that is a quarter of the CPU time of an apply, and more than half of that of a destroy. Terraform writes to
an HTTP backend at the end, and every 20 seconds: https://developer.hashicorp.com/terraform/language/backend/http
"""

import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from slipway.harness import tracebacks
from slipway.system.files import replace_content

__tracebackhide__ = tracebacks.hide

STATE = "terraform.tfstate"


class States:
    """Serves the file ``terraform.tfstate`` of directories on 127.0.0.1, each at a path that nobody can guess."""

    def __init__(self) -> None:
        """Listen to nothing yet."""
        self._files: dict[str, Path] = {}
        self._server: ThreadingHTTPServer | None = None

    def variables(self, directory: Path) -> dict[str, str]:
        """Return the variables with which Terraform finds the state of a directory, whose backend is ``http``."""
        if self._server is None:
            self._server = _Server(self._files)
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
        path = next((path for path, file in self._files.items() if file.parent == directory), None)
        path = path or f"/{secrets.token_urlsafe()}"
        self._files[path] = directory / STATE
        return {"TF_HTTP_ADDRESS": f"http://127.0.0.1:{self._server.server_port}{path}"}

    def close(self) -> None:
        """Stop listening."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, files: dict[str, Path]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        file = self.server.files.get(self.path)
        if file and file.exists():
            self._answer(200, file.read_bytes())
        else:
            self._answer(404)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        file = self.server.files.get(self.path)
        if file is None:
            self._answer(404)
            return
        replace_content(file, content, is_private=True)
        self._answer(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as of the base class
        """Print nothing."""

    def _answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
