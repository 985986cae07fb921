import gc
import json
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import pytest
from aws_oracle import Script, botocore_client, captured, http

from aws_client import transport
from aws_client.client import Client
from aws_client.credentials import Credentials
from aws_client.errors import ClientError, NoResponseError

KEY: dict[str, Any] = {"TableName": "movies", "Key": {"id": {"S": "1"}}}
OK = http(200, b"{}")


def test_a_connection_is_kept(server: Script) -> None:
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url)
    for _ in range(3):
        ours.get_item(**KEY)
    assert (len(server.requests), server.connections) == (3, 1)


def test_a_connection_that_the_server_closed_is_replaced_without_a_retry(server: Script) -> None:
    server.actions = [http(200, b"{}", Connection="close"), OK]
    ours = Client("dynamodb", endpoint_url=server.url, attempts=1)
    ours.get_item(**KEY)
    server.actions = [OK, "close"]  # it closes after the next request
    ours.get_item(**KEY)
    with pytest.raises(NoResponseError):
        ours.get_item(**KEY)
    server.actions = [OK]
    ours.get_item(**KEY)
    assert server.connections == 3


def test_an_idle_connection_that_was_closed_is_not_used(server: Script) -> None:
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url, attempts=1)
    ours.get_item(**KEY)
    ours._transport._idle[""][0]._socket.shutdown(2)
    assert ours.get_item(**KEY)["ResponseMetadata"]["RetryAttempts"] == 0
    assert server.connections == 2


def test_threads_can_share_a_client(server: Script) -> None:
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: ours.get_item(**KEY)["ResponseMetadata"]["HTTPStatusCode"], range(40)))
    assert results == [200] * 40
    assert server.connections <= 8


def test_an_interrupted_call_leaves_no_connection_with_its_response(
    server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipeline's action is interrupted by a signal: the next call must not read the response of this one."""
    server.actions = [http(200, b'{"Item": {"id": {"S": "first"}}}'), http(200, b'{"Item": {"id": {"S": "second"}}}')]
    ours = Client("dynamodb", endpoint_url=server.url)
    exchange = transport.Connection.exchange

    def interrupted(self: Any, head: bytes, body: bytes, **given: bool) -> Any:
        self._socket.sendall(head + body)
        raise KeyboardInterrupt

    monkeypatch.setattr(transport.Connection, "exchange", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ours.get_item(**KEY)
    monkeypatch.setattr(transport.Connection, "exchange", exchange)
    deadline = time.monotonic() + 5
    while not server.requests:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert ours.get_item(**KEY)["Item"]["id"]["S"] == "second"


@pytest.mark.parametrize("code", ["InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired"])
@pytest.mark.parametrize("ahead", [-3600, 3600])
def test_a_wrong_clock_is_corrected_by_the_responses_date(server: Script, code: str, ahead: int) -> None:
    refused = http(403, json.dumps({"__type": code}).encode(), Date=formatdate(time.time() + ahead, usegmt=True))
    server.actions = [refused, OK]
    ours = Client("dynamodb", endpoint_url=server.url)
    ours.get_item(**KEY)
    ours.get_item(**KEY)
    _first, second, third = server.requests
    near = [time.strftime("%Y%m%dT%H%M", time.gmtime(time.time() + ahead + second)) for second in (-60, 0, 60)]
    for request in (second, third):
        assert any(f"x-amz-date: {minute}".encode() in request for minute in near)


def test_a_wrong_signature_with_the_right_time_is_not_retried(server: Script) -> None:
    for date in (formatdate(usegmt=True), "yesterday", ""):
        server.requests.clear()
        server.actions = [http(403, b'{"__type": "InvalidSignatureException"}', Date=date)]
        with pytest.raises(ClientError, match="InvalidSignatureException"):
            Client("dynamodb", endpoint_url=server.url).get_item(**KEY)
        assert len(server.requests) == 1


def test_the_trace_of_an_invocation_is_sent_unsigned(server: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url)
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5;Parent=a;Sampled=1\x01")
    ours.get_item(**KEY)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "get-movie")
    ours.get_item(**KEY)
    with captured(theirs := botocore_client("dynamodb"), 0) as found:
        theirs.get_item(**KEY)
    outside, inside = (request.decode() for request in server.requests)
    assert "x-amzn-trace-id" not in outside
    assert f"x-amzn-trace-id: {found[0].headers['x-amzn-trace-id']}\r\n" in inside
    assert "x-amzn-trace-id" not in inside.partition("SignedHeaders")[2].partition("Signature=")[0]


@pytest.mark.parametrize(
    "url",
    ["https://dynamodb.example.com/base/", "http://127.0.0.1:4566", "http://[::1]:4566", "https://EXAMPLE.com:443"],
)
def test_the_host_and_the_path_of_an_endpoint_are_those_of_botocore(sent_by_ours: Any, url: str) -> None:
    theirs = botocore_client("sesv2", url=url)
    with captured(theirs, 1_800_000_000) as expected:
        theirs.send_email(Content={})
    found = sent_by_ours(1_800_000_000)
    Client("sesv2", endpoint_url=url).send_email(Content={})
    if url.endswith(":443"):  # urllib3 removes the port, and lowers the host
        assert found[0].headers["host"] == "example.com"
    else:
        assert [vars(each) for each in found] == [vars(each) for each in expected]


@pytest.mark.parametrize("url", ["dynamodb.example.com", "ftp://example.com", "https://", "https://example.com?a=b"])
def test_another_endpoint_than_a_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="write a URL that begins with https:// or http://"):
        Client("dynamodb", endpoint_url=url)


def test_a_header_with_a_line_break_is_refused(server: Script) -> None:
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url, credentials=Credentials("key", "secret", "token\r\nx: y"))
    with pytest.raises(ValueError, match="must not have a line break"):
        ours.get_item(**KEY)
    assert server.requests == []


def test_a_reset_closes_idle_connections_and_forgets_the_clock(server: Script) -> None:
    """A copy of a snapshot of Lambda has neither the connections nor the time of its original."""
    server.actions = [OK]
    ours = Client("dynamodb", endpoint_url=server.url, attempts=1)
    ours.get_item(**KEY)
    (idle,) = ours._transport._idle[""]
    ours._transport._skew = 500.0
    transport.reset()
    assert idle._socket.fileno() == -1
    assert ours._transport._skew == 0
    assert ours.get_item(**KEY)["ResponseMetadata"]["RetryAttempts"] == 0
    assert server.connections == 2


def test_a_reset_keeps_no_client_alive() -> None:
    ours = Client("dynamodb", endpoint_url="http://127.0.0.1:1")
    known = weakref.ref(ours._transport)
    del ours
    gc.collect()
    transport.reset()
    assert known() is None
