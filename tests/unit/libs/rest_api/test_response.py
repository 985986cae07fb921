import json
import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rest_api.request import HttpError, Request
from rest_api.response import Response, respond

EVENT = {
    "resource": "/movies",
    "path": "/movies",
    "httpMethod": "POST",
    "headers": {"x-correlation-id": "trace-1"},
    "body": "a secret",
    "requestContext": {"requestId": "the-request"},
}


def respond_with(result: Response | Exception) -> Any:
    """Return the proxy response for a handler that returns or raises this."""

    def handle(_request: Request) -> Response:
        if isinstance(result, Exception):
            raise result
        return result

    return respond(EVENT, handle)


def test_a_body_is_json_and_no_body_is_empty() -> None:
    assert respond_with(Response(200, {"title": "Amélie"}, {"ETag": '"1"'})) == {
        "statusCode": 200,
        "headers": {"x-correlation-id": "trace-1", "ETag": '"1"', "Content-Type": "application/json"},
        "body": '{"title": "Amélie"}',
    }
    assert respond_with(Response(204)) == {"statusCode": 204, "headers": {"x-correlation-id": "trace-1"}, "body": ""}


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (HttpError(404, "There is no movie."), 404, "There is no movie."),
        (
            ClientError({"Error": {"Code": "ThrottlingException"}}, "Scan"),
            429,
            "Too many requests: try again in a moment.",
        ),
        (
            ClientError({"Error": {"Code": "AccessDeniedException", "Message": "arn"}}, "Scan"),
            500,
            "Internal server error",
        ),
        (ZeroDivisionError("a detail"), 500, "Internal server error"),
    ],
)
def test_an_error_becomes_a_response(error: Exception, status: int, message: str) -> None:
    response = respond_with(error)
    assert response["statusCode"] == status
    assert response["headers"]["x-correlation-id"] == "trace-1"
    assert json.loads(response["body"]) == {"message": message, "requestId": "the-request"}


@pytest.mark.parametrize(
    "event",
    [
        *({}, {"requestContext": None}, {"Records": []}, [], "text", None, 7),
        {"version": "2.0", "requestContext": {"http": {}}},
        *(EVENT | {"requestContext": {"requestId": request_id}} for request_id in (None, 7, {"a": 1})),
        *(EVENT | {name: None} for name in ("httpMethod", "resource", "path")),
        *(EVENT | {"headers": headers} for headers in ({"x-correlation-id": 7}, ["x"], "x")),
    ],
    ids=repr,
)
def test_another_event_gives_a_json_error(event: Any, caplog: pytest.LogCaptureFixture) -> None:
    response: Any = respond(event, lambda _request: Response(200))
    assert response["statusCode"] == 500
    assert response["headers"]["Content-Type"] == "application/json"
    assert json.loads(response["body"]) == {"message": "Internal server error", "requestId": ""}
    assert caplog.records[0].exc_info


@pytest.mark.parametrize("result", [None, {}, Response(200, {"a": object}), Response(200, {1, 2})], ids=repr)
def test_a_result_other_than_a_response_gives_a_json_error(result: Any, caplog: pytest.LogCaptureFixture) -> None:
    response = respond_with(result)
    assert response["statusCode"] == 500
    assert json.loads(response["body"]) == {"message": "Internal server error", "requestId": "the-request"}
    (record,) = caplog.records
    assert record.exc_info


def test_each_request_and_its_span_make_one_log_line_without_the_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    respond_with(Response(200, {"title": "another secret"}))
    respond_with(HttpError(400, "a third secret"))
    first, second = caplog.records
    assert (first.message, first.span) == ("request", "POST /movies")
    assert first.traceId != second.traceId
    assert (first.levelname, first.status, second.levelname, second.status) == ("INFO", 200, "INFO", 400)
    assert (first.method, first.resource) == ("POST", "/movies")
    assert (first.apiRequestId, first.correlationId) == ("the-request", "trace-1")
    assert first.durationMs >= 0
    assert "secret" not in str([vars(record) for record in caplog.records])


def test_an_unexpected_error_is_logged_with_its_stack_trace(caplog: pytest.LogCaptureFixture) -> None:
    respond_with(ZeroDivisionError("a detail"))
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.exc_info
    assert "a detail" in caplog.text


def test_every_response_has_cors_headers_if_an_origin_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Access-Control-Allow-Origin" not in respond_with(Response(200))["headers"]
    monkeypatch.setenv("CORS_ALLOW_ORIGIN", "https://movies.example.com")
    for result in (Response(204), HttpError(404, "no"), ZeroDivisionError()):
        headers = respond_with(result)["headers"]
        assert headers["Access-Control-Allow-Origin"] == "https://movies.example.com"
        assert "ETag" in headers["Access-Control-Expose-Headers"]
