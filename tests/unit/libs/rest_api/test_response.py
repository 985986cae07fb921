import json
import logging
from typing import Any

import pytest
from botocore.exceptions import ClientError

from rest_api.errors import HttpError
from rest_api.request import Request
from rest_api.response import Response, respond

EVENT = {
    "resource": "/movies",
    "path": "/movies",
    "httpMethod": "POST",
    "headers": {"x-correlation-id": "trace-1"},
    "body": "a secret",
    "requestContext": {"requestId": "the-request"},
}


def answer_of(what: Response | Exception) -> Any:
    def answer(_request: Request) -> Response:
        if isinstance(what, Exception):
            raise what
        return what

    return respond(EVENT, answer)


def test_a_body_is_sent_as_json_and_no_body_as_nothing() -> None:
    assert answer_of(Response(200, {"title": "Amélie"}, {"ETag": '"1"'})) == {
        "statusCode": 200,
        "headers": {"x-correlation-id": "trace-1", "ETag": '"1"', "Content-Type": "application/json"},
        "body": '{"title": "Amélie"}',
    }
    assert answer_of(Response(204)) == {"statusCode": 204, "headers": {"x-correlation-id": "trace-1"}, "body": ""}


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
def test_an_error_is_answered_in_one_form(error: Exception, status: int, message: str) -> None:
    answer = answer_of(error)
    assert answer["statusCode"] == status
    assert answer["headers"]["x-correlation-id"] == "trace-1"
    assert json.loads(answer["body"]) == {"message": message, "requestId": "the-request"}


def test_each_request_makes_one_log_line_without_the_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    answer_of(Response(200, {"title": "another secret"}))
    answer_of(HttpError(400, "a third secret"))
    first, second = caplog.records
    assert (first.levelname, first.status, second.levelname, second.status) == ("INFO", 200, "INFO", 400)
    assert (first.method, first.resource) == ("POST", "/movies")
    assert (first.apiRequestId, first.correlationId) == ("the-request", "trace-1")
    assert first.durationMs >= 0
    assert "secret" not in str([vars(record) for record in caplog.records])


def test_a_fault_of_our_own_is_logged_with_its_stack_trace(caplog: pytest.LogCaptureFixture) -> None:
    answer_of(ZeroDivisionError("a detail"))
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.exc_info
    assert "a detail" in caplog.text


def test_cross_origin_headers_are_on_every_answer_when_an_origin_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Access-Control-Allow-Origin" not in answer_of(Response(200))["headers"]
    monkeypatch.setenv("CORS_ALLOW_ORIGIN", "https://movies.example.com")
    for what in (Response(204), HttpError(404, "no"), ZeroDivisionError()):
        headers = answer_of(what)["headers"]
        assert headers["Access-Control-Allow-Origin"] == "https://movies.example.com"
        assert "ETag" in headers["Access-Control-Expose-Headers"]
