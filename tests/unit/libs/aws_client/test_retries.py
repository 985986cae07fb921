"""Errors and retries are those of botocore's standard mode: the same server answers both."""

import json
from collections.abc import Callable
from typing import Any

import botocore.exceptions
import pytest
from aws_oracle import Action, Script, botocore_client, http
from botocore.retries import quota, standard

from aws_client import client, retries
from aws_client.client import Client
from aws_client.errors import ClientError, NoResponseError

Outcome = tuple[str, int, list[float], int]
"""The error's code or kind, or "ok"; the requests; the pauses; the tokens that are left."""

CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "dynamodb": ("put_item", {"TableName": "movies", "Item": {"id": {"S": "1"}}}),
    "s3": ("get_object", {"Bucket": "my-bucket", "Key": "k"}),
    "sqs": ("send_message", {"QueueUrl": "q", "MessageBody": "b"}),
    "sns": ("publish", {"TopicArn": "t", "Message": "m"}),
    "sesv2": ("send_email", {"Content": {}}),
}
CODES = [
    *standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
    *standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES,
    *("ReplicatedWriteConflictException", "InternalServerError", "ValidationException", "AccessDenied", "Throttled"),
]


def error(service: str, status: int, code: str) -> bytes:
    if service == "sns":
        text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>a &lt; b</Message></Error>"
        return http(status, f"{text}<RequestId>id</RequestId></ErrorResponse>".encode())
    if service == "s3":
        return http(status, f"<Error><Code>{code}</Code><Message>a &lt; b</Message></Error>".encode())
    if service == "sesv2":
        return http(status, b'{"message":"a < b"}', x_amzn_ErrorType=f"{code}:http://internal.amazon.com/")
    return http(status, json.dumps({"__type": f"com.amazonaws#{code}", "message": "a < b"}).encode())


OK = {
    "dynamodb": http(200, b"{}"),
    "s3": http(200, b"content"),
    "sqs": http(200, b'{"MessageId": "1"}'),
    "sns": http(200, b"<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"),
    "sesv2": http(200, b'{"MessageId": "1"}'),
}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the pauses of both, which are the longest possible, and don't last."""
    found: list[float] = []
    construct = standard.ExponentialBackoff.__init__
    monkeypatch.setattr(
        standard.ExponentialBackoff, "__init__", lambda self, **given: construct(self, random=lambda: 1.0, **given)
    )
    monkeypatch.setattr(retries.os, "urandom", lambda size: b"\xff" * size)
    monkeypatch.setattr("time.sleep", found.append)
    return found


@pytest.fixture
def play(server: Script, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """``play(service, [actions, …])`` returns the outcomes of both for each list of actions."""

    retries_of: list[tuple[int, int]] = []  # as the error says, and as the server has seen

    def outcome(call: Callable[[], Any], tokens: Callable[[], int]) -> Outcome:
        server.requests.clear()
        pauses.clear()
        try:
            call()
            kind = "ok"
        except (ClientError, botocore.exceptions.ClientError) as error:
            kind = error.response["Error"]["Code"]
            retries_of.append((error.response["ResponseMetadata"]["RetryAttempts"], len(server.requests) - 1))
        except (botocore.exceptions.HTTPClientError, NoResponseError):
            kind = "no response"
        return kind, len(server.requests), [round(pause, 3) for pause in pauses], tokens()

    def run(
        service: str,
        cases: list[list[Action]],
        *,
        attempts: int = 3,
        keep_tokens: bool = False,
        read_timeout: float = 3,
    ) -> list[tuple[Outcome, Outcome]]:
        quotas: list[quota.RetryQuota] = []
        made = quota.RetryQuota
        monkeypatch.setattr(standard.quota, "RetryQuota", lambda: quotas.append(made()) or quotas[-1])
        name, arguments = CALLS[service]
        limits = {"connect_timeout": 1, "read_timeout": read_timeout}
        settings = {"retries": {"mode": "standard", "total_max_attempts": attempts}}
        theirs = botocore_client(service, url=server.url, **limits, **settings)
        ours = Client(service, endpoint_url=server.url, attempts=attempts, **limits)
        outcomes = []
        for actions in cases:
            if not keep_tokens:
                quotas[0]._available_capacity = ours._bucket.tokens = 500
            server.actions = list(actions)
            first = outcome(lambda: getattr(theirs, name)(**arguments), lambda: quotas[0].available_capacity)
            server.actions = list(actions)
            second = outcome(lambda: getattr(ours, name)(**arguments), lambda: ours._bucket.tokens)
            outcomes.append((first, second))
        assert all(said == seen for said, seen in retries_of)
        return outcomes

    return run


@pytest.mark.parametrize("service", CALLS)
def test_an_error_is_retried_if_botocore_retries_it(play: Any, service: str) -> None:
    of_dynamodb = {"ReplicatedWriteConflictException"}
    codes = [code for code in dict.fromkeys(CODES) if service == "dynamodb" or code not in of_dynamodb]
    both = play(service, [[error(service, status, code)] for status in (400, 500) for code in codes], attempts=2)
    for theirs, ours in both:
        assert ours == theirs


@pytest.mark.parametrize("service", CALLS)
def test_a_retry_that_succeeds_returns_its_tokens(play: Any, service: str) -> None:
    throttled = error(service, 400, "ThrottlingException")
    both = play(service, [[*[throttled] * failures, OK[service]] for failures in range(4)])
    for failures, (theirs, ours) in enumerate(both):
        assert ours == theirs
        assert ours[0] == ("ok" if failures < 3 else "ThrottlingException")


@pytest.mark.parametrize("attempts", [1, 2, 7])
def test_pauses_grow_up_to_20_seconds(play: Any, attempts: int) -> None:
    ((theirs, ours),) = play("dynamodb", [[error("dynamodb", 500, "InternalServerError")]], attempts=attempts)
    assert ours == theirs
    assert ours[2] == [1, 2, 4, 8, 16, 20][: attempts - 1]


@pytest.mark.parametrize("service", CALLS)
def test_a_response_of_a_proxy_is_an_error_with_its_status(play: Any, service: str) -> None:
    bodies = [b"", b"<html><body>Unavailable</body></html>", b"text"]
    # botocore raises an error about the XML that it can't parse.
    is_xml = service in {"s3", "sns"}
    cases = [(400, body) for body in bodies] if not is_xml else []
    cases += [(status, body) for status in (500, 502, 503, 504) for body in bodies if not (is_xml and body == b"text")]
    both = play(service, [[http(status, body)] for status, body in cases], attempts=2)
    for (status, _body), (theirs, ours) in zip(cases, both, strict=True):
        assert ours == theirs
        assert ours[:2] == (str(status), 2 if status >= 500 else 1)


@pytest.mark.parametrize(("action", "tokens"), [("close", 495), ("silent", 490)])
def test_a_lost_response_is_retried_and_a_timeout_costs_more(play: Any, action: Action, tokens: int) -> None:
    actions = [action, action, OK["dynamodb"]]
    ((theirs, ours),) = play("dynamodb", [actions], attempts=2, read_timeout=0.2)
    assert ours == theirs
    assert (*ours[:2], ours[3]) == ("no response", 2, tokens)


def test_an_endpoint_without_a_server_is_retried(
    server: Script, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NoResponseError, match=f"no response from {url}: ConnectionRefusedError"):
            Client("dynamodb", endpoint_url=url).get_item()
        assert [round(pause) for pause in pauses] == [1, 2]


def test_another_checksum_than_dynamodbs_is_retried(play: Any) -> None:
    broken = http(200, b"{}", x_amz_crc32="1")
    ((theirs, ours),) = play("dynamodb", [[broken, http(200, b"{}", x_amz_crc32="2745614147")]], attempts=2)
    assert ours == theirs
    assert ours[1] == 2
    ((theirs, ours),) = play("sqs", [[http(200, b'{"MessageId": "1"}', x_amz_crc32="1")]], attempts=2)
    assert ours[1] == theirs[1] == 1


def test_an_empty_bucket_ends_the_retries(play: Any) -> None:
    """100 retries cost 500 tokens."""
    both = play("dynamodb", [[error("dynamodb", 500, "InternalServerError")]] * 51, attempts=3, keep_tokens=True)
    for theirs, ours in both:
        assert ours == theirs
    assert both[-1][1][1:] == (1, [], 0)


def test_a_success_returns_one_token(play: Any) -> None:
    failed = [error("dynamodb", 500, "InternalServerError")]
    both = play("dynamodb", [failed, [OK["dynamodb"]], [OK["dynamodb"]]], attempts=2, keep_tokens=True)
    for theirs, ours in both:
        assert ours == theirs
    assert [ours[3] for _, ours in both] == [495, 496, 497]


def test_an_error_has_the_code_and_the_message_of_botocores(server: Script) -> None:
    for service, (name, arguments) in CALLS.items():
        server.actions = [error(service, 400, "InvalidParameter")]
        with pytest.raises(botocore.exceptions.ClientError) as theirs:
            getattr(botocore_client(service, url=server.url), name)(**arguments)
        with pytest.raises(ClientError) as ours:
            getattr(Client(service, endpoint_url=server.url), name)(**arguments)
        assert str(ours.value) == str(theirs.value)
        assert ours.value.operation_name == theirs.value.operation_name
        assert ours.value.response["Error"] == theirs.value.response["Error"]


def test_a_caller_can_have_more_errors_retried(server: Script, pauses: list[float]) -> None:
    def is_conflict(response: Any) -> bool:
        return {"Code": "Conflict"} in response.get("CancellationReasons", [])

    canceled = json.dumps({"__type": "x#TransactionCanceledException", "CancellationReasons": [{"Code": "Conflict"}]})
    for retry, requests in ((is_conflict, 2), (lambda _response: False, 1)):
        server.requests.clear()
        server.actions = [http(400, canceled.encode())]
        with pytest.raises(ClientError):
            Client("dynamodb", endpoint_url=server.url, retry=retry, attempts=2).get_item()
        assert len(server.requests) == requests


def test_pauses_are_random() -> None:
    found = [retries.pause_before(2) for _ in range(200)]
    assert 0 <= min(found) < 0.5
    assert 1.5 < max(found) < 2
    assert client.retries is retries
