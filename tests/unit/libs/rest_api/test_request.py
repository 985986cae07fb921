from typing import Any

import pytest

from rest_api.request import HttpError, Request


def request(**changes: Any) -> Request:
    return Request(
        {
            "resource": "/movies/{movieID}",
            "path": "/movies/1",
            "httpMethod": "GET",
            "headers": None,
            "multiValueHeaders": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": {"movieID": "1"},
            "requestContext": {"requestId": "the-request", "identity": {"userArn": None}},
            **changes,
        }
    )


def test_header_names_are_case_insensitive_and_repeated_ones_are_joined() -> None:
    assert request(multiValueHeaders={"If-Match": ['"1"', '"2"']}).header("if-match") == '"1", "2"'
    assert request(headers={"X-Thing": "y"}).header("x-thing") == "y"
    assert request().header("x-thing") is None


@pytest.mark.parametrize(
    ("header", "matches"),
    [(None, False), ('"3"', True), ('W/"3"', True), ('"1", W/"3"', True), ("*", True), ('"33"', False), ("3", False)],
)
def test_if_none_match_compares_weakly(header: str | None, *, matches: bool) -> None:
    headers = {} if header is None else {"If-None-Match": header}
    assert request(headers=headers).has_etag('"3"') is matches


@pytest.mark.parametrize(
    ("header", "correlation_id"),
    [
        ("trace-1", "trace-1"),
        ("x" * 128, "x" * 128),
        ("x" * 129, "the-request"),
        ("", "the-request"),
        ("a\nb", "the-request"),
        ("a b", "the-request"),
        ("é", "the-request"),
    ],
)
def test_an_invalid_correlation_id_is_replaced_by_the_request_id(header: str, correlation_id: str) -> None:
    assert request(headers={"X-Correlation-Id": header}).correlation_id == correlation_id


@pytest.mark.parametrize(
    ("encoded", "decoded"),
    [("1", "1"), ("a%20b", "a b"), ("a+b", "a+b"), ("%2525", "%25"), ("caf%C3%A9", "café"), ("a%2Fb", "a/b")],
)
def test_a_path_parameter_is_decoded_once(encoded: str, decoded: str) -> None:
    assert request(pathParameters={"movieID": encoded}).path_parameter("movieID") == decoded


@pytest.mark.parametrize("value", ["%20", "%09%0A", "%1C", "%20%EF%BB%BF", "x" * 129, "%FF"])
def test_an_invalid_path_parameter_is_a_400(value: str) -> None:
    with pytest.raises(HttpError) as error:
        request(pathParameters={"movieID": value}).path_parameter("movieID")
    assert error.value.status == 400


def test_a_repeated_query_parameter_is_a_400() -> None:
    assert request().query_parameter("limit") is None
    assert request(multiValueQueryStringParameters={"limit": ["5"]}).query_parameter("limit") == "5"
    with pytest.raises(HttpError) as error:
        request(multiValueQueryStringParameters={"limit": ["5", "5"]}).query_parameter("limit")
    assert error.value.status == 400


def test_the_caller_is_the_identity_that_signed_the_request() -> None:
    arn = "arn:aws:iam::123456789012:user/alice"
    assert request(requestContext={"requestId": "r", "identity": {"userArn": arn}}).caller == arn
    assert request().caller == ""
    assert request(requestContext={"requestId": "r"}).caller == ""
