"""The calls of the Runtime API that a function's process sends."""

import http.server
import importlib.util
import threading
from pathlib import Path

import pytest

MODULE = Path(__file__).parents[5] / "slipway_emulator/patches/functions/python_worker/runtime/runtime_client.py"


class Server(http.server.ThreadingHTTPServer):
    """A Runtime API that counts connections and records the results.

    Attributes:
        drops: the next requests that get no response.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.connections, self.results, self.drops = 0, [], 0

    def process_request(self, *args):
        self.connections += 1
        super().process_request(*args)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        if self.server.drops:
            self.server.drops -= 1
            self.close_connection = True
            return
        self._respond(200, b"{}", {"Lambda-Runtime-Aws-Request-Id": "id", "Lambda-Runtime-Deadline-Ms": "5"})

    def do_POST(self):
        self.server.results.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self._respond(400 if "unknown" in self.path else 202)

    def _respond(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def client(server, monkeypatch):
    address = f"127.0.0.1:{server.server_address[1]}"
    monkeypatch.setenv("AWS_LAMBDA_RUNTIME_API", address)
    spec = importlib.util.spec_from_file_location("runtime_client", MODULE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    module._connection(address).close()  # else the server's thread would wait for another request until the run ends


def test_all_invocations_use_one_connection(client, server):
    for number in range(3):
        body, headers = client.next()
        client.post_invocation_result("id", b"%d" % number, "application/json")

    assert body == b"{}"
    assert headers["Lambda-Runtime-Deadline-Ms"] == 5
    assert server.results == [("/2018-06-01/runtime/invocation/id/response", b"%d" % number) for number in range(3)]
    assert server.connections == 1


def test_an_error_of_the_handler_is_posted(client, server):
    client.post_error("id", "{}", "fault")
    assert server.results == [("/2018-06-01/runtime/invocation/id/error", b"{}")]


def test_a_call_after_a_lost_connection_opens_another_one(client, server):
    server.drops = 1
    with pytest.raises(ConnectionError):
        client.next()

    assert client.next()[0] == b"{}"
    assert server.connections == 2


def test_a_call_after_a_refused_one_succeeds(client):
    with pytest.raises(RuntimeError, match="400"):
        client.post_invocation_result("unknown", b"", "application/json")

    assert client.next()[0] == b"{}"
