"""botocore beside `aws_client`: both send the same calls, and what they send and do is compared."""

import random
import socketserver
import ssl
import string
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

KEY = ("AKIDEXAMPLE", "secret/example+key", "token==")
TEXTS = ["", "a", "two words", " a  b ", "é", "日本", "😀", '"quoted" \\', "a&b=c+d%20/e?f", "\n\t", "x" * 300]


@dataclass(frozen=True)
class Sent:
    """An HTTP request.

    Attributes:
        line: method, path and query.
        headers: headers by lower-case name, without those that differ on purpose.
        body: the content.
    """

    line: str
    headers: Mapping[str, str]
    body: bytes


# botocore's own, and what `aws_client` leaves to the connection.
_OTHERS = {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "content-length", "expect"}


def sent(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Sent:
    """Return a request in the form in which both are compared."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() not in _OTHERS}
    return Sent(f"{method} {target}", kept, body)


@cache
def session() -> botocore.session.Session:
    """Return the session of all tests."""
    return botocore.session.get_session()


def botocore_client(service: str, *, region: str = "eu-central-1", url: str | None = None, **config: Any) -> Any:
    """Return a client in botocore's standard retry mode that signs with `KEY`."""
    settings = Config(parameter_validation=False, **config)
    access_key, secret_key, token = KEY
    return session().create_client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=token,
        config=settings,
    )


class _Body(BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


@contextmanager
def captured(client: Any, now: float) -> Iterator[list[Sent]]:
    """Collect what a client of botocore sends at a time; nothing leaves the process."""
    import botocore.auth

    found: list[Sent] = []
    empty = b"<Response><PublishResult/></Response>" if client.meta.service_model.protocol == "query" else b""

    def capture(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        target = request.url.split("/", 3)[3] if request.url.count("/") > 2 else ""
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        content = request.body or b""
        body = (
            content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else content.read()
        )
        host = request.url.split("/")[2]
        found.append(sent(str(request.method), f"/{target}", {"host": host, **headers}, body))
        return AWSResponse(request.url, 200, {}, _Body(empty))

    before = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *_args, **_kwargs: datetime.fromtimestamp(now, UTC)
    client.meta.events.register_first("before-send", capture, unique_id="capture")
    # It signs two more headers, with a random value.
    client.meta.events.unregister("request-created", _handler("add_retry_headers"))
    try:
        yield found
    finally:
        client.meta.events.unregister("before-send", unique_id="capture")
        botocore.auth.get_current_datetime = before


def _handler(name: str) -> Any:
    import botocore.handlers

    return getattr(botocore.handlers, name)


def arguments_for(shape: Any, choose: random.Random, depth: int = 4) -> Any:
    """Return a random value of a shape of botocore's models."""
    kind = shape.type_name
    if kind == "structure":
        return _members(shape, choose, depth)
    if kind == "list":
        return [arguments_for(shape.member, choose, depth - 1) for _ in range(choose.randint(0, 2) if depth else 0)]
    if kind == "map":
        keys = {_text(choose, "") for _ in range(choose.randint(0, 2) if depth else 0)}
        return {key: arguments_for(shape.value, choose, depth - 1) for key in sorted(keys)}
    simple: dict[str, Callable[[], Any]] = {
        "string": lambda: _text(choose, choose.choice(shape.enum) if shape.enum else ""),
        "blob": lambda: choose.randbytes(choose.randint(0, 9)),
        "boolean": lambda: choose.random() < 0.5,
        "float": choose.random,
        "double": choose.random,
    }
    return simple.get(kind, lambda: choose.randint(-5, 2**40))()


def _members(shape: Any, choose: random.Random, depth: int) -> dict[str, Any]:
    # boto3 turns times into seconds; `aws_client` expects seconds.
    names = [name for name, member in shape.members.items() if member.type_name != "timestamp"]
    required = [name for name in shape.required_members if name in names]
    some = choose.sample(names, choose.randint(0, min(len(names), 4)) if depth else 0)
    if shape.is_tagged_union:
        some = choose.sample(names, 1)
    return {name: arguments_for(shape.members[name], choose, depth - 1) for name in dict.fromkeys([*required, *some])}


def _text(choose: random.Random, allowed: str) -> str:
    letters = "".join(choose.choices(string.printable, k=choose.randint(1, 20)))
    return allowed or choose.choice([*TEXTS, letters])


Action = bytes | str
"""What the server does with a request: sends bytes, ``close``s the connection, or is ``silent``."""


@dataclass
class Script:
    """A server on 127.0.0.1 that does one thing after the other, the last again and again.

    Attributes:
        url: its endpoint.
        actions: what it does.
        requests: the requests that it has received.
        connections: how many connections were made.
        tls: has it use TLS from now on.
    """

    url: str = ""
    actions: list[Action] = field(default_factory=list)
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    tls: Callable[[ssl.SSLContext], None] = lambda _context: None

    def next(self) -> Action:
        """Return what to do now."""
        return self.actions.pop(0) if len(self.actions) > 1 else self.actions[0]


@contextmanager
def scripted_server() -> Iterator[Script]:
    """Start a server whose actions the test sets."""
    script = Script()
    end = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            script.connections += 1
            while request := _read(self.rfile):
                script.requests.append(request)
                action = script.next()
                if action == "silent":
                    end.wait(5)
                    return
                if isinstance(action, str):
                    return
                self.wfile.write(action)
                if b"connection: close" in action.lower():
                    return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        tls: ssl.SSLContext | None = None

        def get_request(self) -> tuple[Any, Any]:
            accepted, address = super().get_request()
            return self.tls.wrap_socket(accepted, server_side=True) if self.tls else accepted, address

        def handle_error(self, *_: object) -> None:
            """Print nothing: a client that doesn't trust the certificate ends the connection."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        script.tls = lambda context: setattr(server, "tls", context)
        script.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield script
        finally:
            end.set()
            server.shutdown()
            thread.join()


def _read(stream: Any) -> bytes:
    try:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return b""
            head += line
        lengths = [
            line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")
        ]
        return head + stream.read(int(lengths[0]) if lengths else 0)
    except ConnectionError:
        return b""


def http(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Return an HTTP response."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *lines])
    return f"{head}\r\n\r\n".encode() + body
