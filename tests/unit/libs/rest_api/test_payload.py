import base64
from typing import Any

import pytest

from rest_api.body import json_body
from rest_api.request import HttpError, Request
from rest_api.response import Response, respond


def event(**changes: Any) -> dict[str, Any]:
    context = {"http": {"method": "GET"}, "requestId": "the-request", "stage": "test", **changes.pop("context", {})}
    return {
        "version": "2.0",
        "routeKey": "GET /movies/{movieID}",
        "rawPath": "/test/movies/1",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": context,
        "isBase64Encoded": False,
        **changes,
    }


def test_an_event_of_an_http_api_is_the_same_request_as_one_of_a_rest_api() -> None:
    request = Request(event(pathParameters={"movieID": "a b"}))
    assert (request.method, request.resource, request.path) == ("GET", "/movies/{movieID}", "/movies/1")
    assert (request.id, request.stage, request.caller) == ("the-request", "test", "")
    assert request.path_parameter("movieID") == "a b"


@pytest.mark.parametrize(
    ("stage", "raw", "path"),
    [
        ("$default", "/movies", "/movies"),
        ("test", "/test/movies", "/movies"),
        ("test", "/test", "/"),
        ("test", "/test/", "/"),
        ("test", "/tests/movies", "/tests/movies"),
        ("test", "/movies", "/movies"),  # behind a custom domain name
    ],
)
def test_the_path_has_no_stage(stage: str, raw: str, path: str) -> None:
    assert Request(event(rawPath=raw, context={"stage": stage})).path == path


def test_the_default_route_is_a_resource() -> None:
    assert Request(event(routeKey="$default")).resource == "$default"


def test_cookies_are_a_header_again() -> None:
    assert Request(event(cookies=["a=1", "b=2"])).header("cookie") == "a=1; b=2"
    assert Request(event()).header("cookie") is None


def test_a_repeated_query_parameter_is_a_400_but_a_comma_is_not() -> None:
    joined = {"queryStringParameters": {"limit": "1,2"}}
    assert Request(event(**joined, rawQueryString="limit=1,2")).query_parameter("limit") == "1,2"
    assert Request(event(**joined, rawQueryString="limit=1%2C2")).query_parameter("limit") == "1,2"
    assert Request(event(rawQueryString="limit=")).query_parameter("limit") == ""
    with pytest.raises(HttpError) as error:
        Request(event(**joined, rawQueryString="limit=1&limit=2")).query_parameter("limit")
    assert error.value.status == 400


def test_without_the_raw_query_string_the_joined_values_count() -> None:
    request = event(queryStringParameters={"limit": "5"})
    del request["rawQueryString"]
    assert Request(request).query_parameter("limit") == "5"


@pytest.mark.parametrize(("received", "value"), [("a%25b", "a%b"), ("a/b", "a/b"), ("é", "é"), ("%252F", "%2F")])
def test_a_path_parameter_is_not_decoded_twice(received: str, value: str) -> None:
    assert Request(event(pathParameters={"movieID": received})).path_parameter("movieID") == value


@pytest.mark.parametrize(
    ("authorizer", "caller"),
    [
        ({"iam": {"userArn": "arn:aws:iam::123456789012:user/alice"}}, "arn:aws:iam::123456789012:user/alice"),
        ({"jwt": {"claims": {"sub": "alice"}, "scopes": None}}, "alice"),
        ({"jwt": {"claims": {}}}, ""),
        ({"lambda": {"user": "alice"}}, ""),
        (None, ""),
    ],
)
def test_the_caller_is_the_signer_or_the_subject_of_the_token(authorizer: Any, caller: str) -> None:
    assert Request(event(context={"authorizer": authorizer})).caller == caller


def test_a_body_in_base64_is_decoded() -> None:
    encoded = base64.b64encode(b'{"a": "x"}').decode()
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    assert json_body(Request(event(body=encoded, isBase64Encoded=True)), schema) == {"a": "x"}
    assert json_body(Request(event(body='{"a": "y"}')), schema) == {"a": "y"}


def test_the_response_has_the_form_of_both_formats() -> None:
    response = respond(event(), lambda _: Response(201, {"a": 1}, {"ETag": '"1"'}))
    assert (response["statusCode"], response["body"]) == (201, '{"a": 1}')
    assert response["headers"]["ETag"] == '"1"'
    assert response.keys() == {"statusCode", "headers", "body"}


@pytest.mark.parametrize("missing", ["routeKey", "rawPath", "requestContext"])
def test_an_event_that_is_none_is_a_500(missing: str) -> None:
    broken = event()
    del broken[missing]
    assert respond(broken, lambda _: Response(200))["statusCode"] == 500
