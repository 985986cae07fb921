"""How the local AWS reads requests over HTTP/1.1, and when it closes a connection."""

import socket
import time

import pytest
from public_functions import create
from raw_http import HEALTH, connected, received, responses

from slipway.harness import unique_name

AUTHORIZED = """
def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return {"statusCode": 200 if headers.get("sec-websocket-protocol") == "token" else 401}
"""
FOREIGN = HEALTH.replace(b"localhost", b"evil.example")
# Counts the connections in the memory of a new server, while 50 are open and after they are reset.
RESET = """
import asyncio
import gc
import socket
import struct
import time
import uvicorn
import uvloop
from slipway_emulator.connections import Protocol

async def respond(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})

def count():
    gc.collect()
    return sum(type(each) is Protocol for each in gc.get_objects())

def call(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(b"GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
    return connection

def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()

async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(respond, http=Protocol, lifespan="off", log_config=None, timeout_keep_alive=3600)
    server = asyncio.create_task(uvicorn.Server(config).serve([listener]))
    connections = [await asyncio.to_thread(call, listener.getsockname()[1]) for _ in range(50)]
    print(count(), "open")
    for connection in connections:
        reset(connection)
    deadline = time.monotonic() + 30
    while count() and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    print(count(), "open", flush=True)

uvloop.run(main())
"""


@pytest.fixture
def connection(local_aws):
    with connected(local_aws.endpoint_url) as connection:
        yield connection


def test_a_client_that_waits_before_it_sends_the_body_may_continue(connection):
    head, body = _post(b"Action=GetCallerIdentity&Version=2011-06-15", Expect="100-continue")
    connection.sendall(head)
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")
    connection.sendall(body)
    assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")


def test_the_request_after_a_body_that_was_not_read_is_not_taken_for_the_body(connection):
    head, body = _post(b"x" * len(HEALTH), Host="evil.example", Expect="100-continue")
    connection.sendall(head)
    if connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n":  # else the client doesn't send the body
        connection.sendall(body)
        assert [status for status, *_ in responses(connection, 1)] == [403]

    connection.sendall(HEALTH)

    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


def _post(body, **headers):
    """Return the head and the body of a request, which a client of Go's net/http sends one after the other."""
    headers = {"Host": "sts.amazonaws.com", "Content-Length": len(body), **headers}
    lines = ["POST / HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ["\r\n".join([*lines, "", ""]).encode(), body]


@pytest.mark.parametrize("value", [b"\t localhost \t", b"localhost"])
def test_white_space_around_the_value_of_a_header_is_not_a_part_of_it(connection, value):
    connection.sendall(HEALTH.replace(b" localhost", value))

    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        HEALTH.replace(b"Host", b"Ho st"),
        b"\x16\x03\x01",
        HEALTH.replace(b"Host", b"Not-Host"),
        HEALTH.replace(b"Host", b"Transfer-Encoding: gzip, chunked\r\nHost"),
        HEALTH.replace(b"Host", b"Host: localhost\r\nHost"),
        pytest.param(HEALTH.replace(b"Host", b"X: " + b"x" * 65536 + b"\r\nHost"), id="a head that is too large"),
    ],
)
def test_what_is_not_http_is_refused(connection, request_bytes):
    connection.sendall(request_bytes)

    assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
    assert connection.recv(65536) == b""


@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(HEALTH.replace(b"Host: localhost\r\n", b"").replace(b"1.1", b"1.0"), id="HTTP/1.0 without a host"),
        pytest.param(HEALTH.replace(b" /", b" http://localhost/"), id="absolute"),
        pytest.param(HEALTH.replace(b"Host", b"X: " + b"x" * 60_000 + b"\r\nHost"), id="64 KB"),
        pytest.param(HEALTH.replace(b"Host", b"Connection: Upgrade\r\nUpgrade: h2c\r\nHost"), id="an unknown upgrade"),
    ],
)
def test_other_forms_of_a_request_are_accepted(connection, request_bytes):
    connection.sendall(request_bytes)

    ((status, *_),) = responses(connection, 1)
    assert status == (403 if b"Host" not in request_bytes else 200)


def test_two_requests_that_are_sent_together_get_two_responses(connection):
    connection.sendall(HEALTH * 2)

    assert [status for status, *_ in responses(connection, 2)] == [200, 200]


def test_a_connection_stays_open_until_the_client_closes_it(connection):
    connection.sendall(HEALTH)
    assert connection.recv(65536)
    time.sleep(5.5)  # uvicorn closes an idle connection after 5 seconds by default
    connection.sendall(HEALTH)
    assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")

    connection.shutdown(socket.SHUT_WR)

    assert connection.recv(65536) == b""


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param(HEALTH, [200], id="a request"),
        pytest.param(HEALTH + FOREIGN + HEALTH, [200, 403, 200], id="three requests"),
        pytest.param(b"".join(_post(b"x" * 1_000_000)), [403], id="a body larger than the buffers"),
    ],
)
def test_a_client_that_has_sent_all_gets_its_responses(connection, sent, expected):
    connection.sendall(sent)
    connection.shutdown(socket.SHUT_WR)

    assert [status for status, *_ in responses(connection, len(expected))] == expected
    assert connection.recv(65536) == b""


def test_a_client_that_ends_within_a_request_gets_no_response(connection):
    connection.sendall(b"".join(_post(b"x" * 1000))[:-1])
    connection.shutdown(socket.SHUT_WR)

    assert received(connection) == b""


def test_a_field_after_the_body_is_not_one_of_the_head(connection):
    request = HEALTH.replace(b"\r\n\r\n", b"\r\nTransfer-Encoding: chunked\r\n\r\n")
    connection.sendall(request + b"1\r\nx\r\n0\r\nHost: evil.example\r\nX-Last: 1\r\n\r\n" + HEALTH)

    assert [status for status, *_ in responses(connection, 2)] == [200, 200]


@pytest.mark.parametrize(("protocol", "status"), [("token", 101), ("other", 403)])
def test_a_function_gets_the_headers_of_the_handshake_of_a_websocket(aws, connection, websocket, protocol, status):
    """A browser sets no other header: its credentials are often in this one."""
    lines = [
        f"GET {websocket} HTTP/1.1",
        "Host: localhost",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        f"Sec-WebSocket-Protocol: {protocol}",
    ]
    connection.sendall("\r\n".join([*lines, "", ""]).encode())

    assert connection.recv(65536).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.fixture(scope="module")
def websocket(aws, target):
    """The path of a WebSocket API whose function accepts the clients that send a token."""
    name = unique_name()
    arn = create(aws, name, AUTHORIZED)
    aws("lambda").add_permission(
        FunctionName=name, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    api = aws("apigatewayv2")
    selection = "$request.body.action"
    api_id = api.create_api(Name=name, ProtocolType="WEBSOCKET", RouteSelectionExpression=selection)["ApiId"]
    uri = f"arn:aws:apigateway:{target.region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = api.create_integration(ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=uri)
    route_target = f"integrations/{integration['IntegrationId']}"
    api.create_route(ApiId=api_id, RouteKey="$connect", Target=route_target)
    api.create_stage(ApiId=api_id, StageName="live", AutoDeploy=True)
    return f"/_aws/execute-api/{api_id}/live"


def test_a_connection_that_is_reset_leaves_nothing(run_in_emulator):
    done = run_in_emulator(RESET)

    assert (done.stdout, done.returncode) == ("50 open\n0 open\n", 0), done.stderr
