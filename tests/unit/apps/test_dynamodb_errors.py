"""How the API's functions answer when DynamoDB fails for a while.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

MOVIE = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]}
REQUESTS: dict[str, dict[str, Any]] = {
    "create-movie": {"httpMethod": "POST", "body": MOVIE},
    "delete-movie": {"httpMethod": "DELETE", "movie_id": "1"},
    "get-movie": {"movie_id": "1"},
    "list-movies": {},
    "update-movie": {"httpMethod": "PUT", "movie_id": "1", "body": MOVIE},
}
KEY = {"Idempotency-Key": "key"}


def failure(status: int, code: str, *reasons: str) -> tuple[int, dict[str, str], bytes]:
    content: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "a secret"}
    if reasons:
        content["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return status, {"content-type": "application/x-amz-json-1.0"}, json.dumps(content).encode()


CONFLICT = (400, "TransactionConflictException")
SERVER_ERROR = (500, "InternalServerError")


def canceled(*reasons: str) -> tuple[Any, ...]:
    return (400, "TransactionCanceledException", *reasons)


@pytest.fixture
def failing(load_app: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, list[str]]]:
    """``failing(app, times, *failure)`` loads an app whose first calls to DynamoDB fail.

    Returns the app, and the operations that it has called.
    """

    def load(app: str, times: int, *details: Any) -> tuple[Any, list[str]]:
        module = load_app(app)
        called: list[str] = []

        send = module.dynamodb._transport.send

        def fail(request: Any) -> Any:
            called.append(request.headers["x-amz-target"].partition(".")[2])
            if len(called) > times:
                return send(request)
            if isinstance(details[0], Exception):
                raise details[0]
            return sys.modules["aws_client.connection"].Response(*failure(*details))

        module.dynamodb._transport.send = fail
        monkeypatch.setattr("time.sleep", lambda _seconds: None)
        return module, called

    return load


@pytest.mark.parametrize("app", REQUESTS)
@pytest.mark.parametrize("details", [SERVER_ERROR, CONFLICT, (400, "ReplicatedWriteConflictException")])
def test_a_temporary_error_is_retried(aws_account: Any, failing: Any, call: Any, app: str, details: Any) -> None:
    aws_account.put_movie("1")
    module, called = failing(app, 1, *details)
    assert call(module, **REQUESTS[app])["statusCode"] in {200, 201, 204}
    assert called[0] == called[1]


@pytest.mark.parametrize("app", REQUESTS)
@pytest.mark.parametrize(
    "details",
    [
        SERVER_ERROR,
        CONFLICT,
        (400, "ReplicatedWriteConflictException"),
        (503, "ServiceUnavailable"),
        (ConnectionRefusedError("dynamodb.example.com"),),
    ],
)
def test_a_temporary_error_that_stays_is_a_503_with_retry_after(
    failing: Any, call: Any, app: str, details: Any
) -> None:
    module, called = failing(app, 9, *details)
    response = call(module, **REQUESTS[app])
    assert response["statusCode"] == 503
    assert response["headers"]["Retry-After"] == "1"
    assert response["json"]["message"] == "Service unavailable: try again in a moment."
    assert len(called) == 2


@pytest.mark.parametrize("app", REQUESTS)
@pytest.mark.parametrize(
    ("details", "status", "attempts"),
    [((400, "ThrottlingException"), 429, 2), ((400, "ValidationException"), 500, 1)],
)
def test_throttling_is_a_429_and_any_other_error_a_500(
    failing: Any, call: Any, app: str, details: Any, status: int, attempts: int
) -> None:
    module, called = failing(app, 9, *details)
    response = call(module, **REQUESTS[app])
    assert response["statusCode"] == status
    assert ("Retry-After" in response["headers"]) == (status == 429)
    assert len(called) == attempts


@pytest.mark.parametrize(
    ("headers", "reasons", "status"),
    [
        (KEY, ("None", "TransactionConflict"), 409),
        (KEY, ("TransactionConflict", "None"), 503),
        ({}, ("TransactionConflict",), 503),
        (KEY, ("None", "ThrottlingError"), 429),
        (KEY, ("ProvisionedThroughputExceeded", "None"), 429),
        (KEY, ("ThrottlingError", "TransactionConflict"), 409),
        ({}, ("ThrottlingError",), 429),
        (KEY, ("ConditionalCheckFailed", "None"), 500),
        (KEY, ("ValidationError", "ThrottlingError"), 500),
        (KEY, ("None", "ItemCollectionSizeLimitExceeded"), 500),
        ({}, ("ValidationError",), 500),
    ],
)
def test_a_canceled_transaction_is_a_409_only_because_of_the_idempotency_key(
    failing: Any, call: Any, headers: Any, reasons: tuple[str, ...], status: int
) -> None:
    module, _called = failing("create-movie", 9, *canceled(*reasons))
    response = call(module, httpMethod="POST", body=MOVIE, headers=headers)
    assert response["statusCode"] == status
    assert ("under way" in response["json"]["message"]) == (status == 409)


def test_a_request_that_waited_for_another_with_its_key_gets_the_same_movie(
    aws_account: Any, failing: Any, call: Any
) -> None:
    first = call("create-movie", httpMethod="POST", body=MOVIE, headers=KEY)
    module, called = failing("create-movie", 1, *canceled("None", "TransactionConflict"))
    again = call(module, httpMethod="POST", body=MOVIE, headers=KEY)
    assert (again["statusCode"], again["json"]) == (201, first["json"])
    assert len(called) == 2
    assert len(aws_account.items("movies")) == 1
