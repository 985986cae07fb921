import time
from typing import Any
from urllib.parse import urljoin

import pytest

MOVIE = {"title": "The Matrix", "rating": 8.7, "genres": ["Sci-Fi", "Action"]}
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def create(call: Any, body: Any = MOVIE, **changes: Any) -> Any:
    return call("create-movie", httpMethod="POST", body=body, **changes)


def test_a_movie_is_created_and_returned(aws_account: Any, call: Any) -> None:
    response = create(call, headers={"x-correlation-id": "trace-1"})
    traceparent = aws_account.movie(response["json"]["id"])["traceparent"]
    movie_id = response["json"]["id"]
    assert response["statusCode"] == 201
    assert response["json"] == {"id": movie_id, **MOVIE}
    assert response["headers"]["ETag"] == '"1"'
    assert response["headers"]["x-correlation-id"] == "trace-1"
    assert aws_account.movie(movie_id) == {
        "id": {"S": movie_id},
        "title": {"S": "The Matrix"},
        "rating": {"N": "8.7"},
        "genres": {"L": [{"S": "Sci-Fi"}, {"S": "Action"}]},
        "revision": {"N": "1"},
        "correlation_id": {"S": "trace-1"},
        "traceparent": traceparent,
        "tracestate": {"S": ""},
    }


@pytest.mark.parametrize("path", ["/movies", "/movies/", "/base/movies"])
@pytest.mark.parametrize(
    "stage", ["https://api.example.com", "https://api.example.com/live", "http://127.0.0.1:4566/x/live"]
)
def test_the_location_is_the_movies_url_relative_to_the_requests(call: Any, stage: str, path: str) -> None:
    response = create(call, path=path)
    expected = f"{stage}{path.rstrip('/')}/{response['json']['id']}"
    assert urljoin(stage + path, response["headers"]["Location"]) == expected


def test_a_request_repeated_without_a_key_creates_two_movies(aws_account: Any, call: Any) -> None:
    assert create(call)["json"]["id"] != create(call)["json"]["id"]
    assert len(aws_account.items("movies")) == 2


def test_a_request_repeated_with_its_key_gets_the_original_response_and_creates_no_movie(
    aws_account: Any, call: Any
) -> None:
    first = create(call, headers=KEY)
    again = create(call, dict(reversed(MOVIE.items())), headers=KEY)
    for part in ("statusCode", "json"):
        assert first[part] == again[part]
    for header in ("Location", "ETag"):
        assert first["headers"][header] == again["headers"][header]
    assert len(aws_account.items("movies")) == 1


def test_the_same_key_with_another_body_is_a_422(aws_account: Any, call: Any) -> None:
    create(call, headers=KEY)
    assert create(call, MOVIE | {"rating": 1}, headers=KEY)["statusCode"] == 422
    assert len(aws_account.items("movies")) == 1


def test_two_callers_can_use_the_same_key(aws_account: Any, call: Any, event: Any) -> None:
    context = event("rest_api_proxy")["requestContext"]
    create(call, headers=KEY)
    other = context | {"identity": context["identity"] | {"userArn": "arn:aws:iam::123456789012:user/bob"}}
    assert create(call, MOVIE | {"rating": 1}, headers=KEY, requestContext=other)["statusCode"] == 201
    assert len(aws_account.items("movies")) == 2


def test_a_key_expires_after_a_day_even_if_its_record_is_not_deleted_yet(
    aws_account: Any, call: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = create(call, headers=KEY)
    (record,) = aws_account.items("idempotency")
    assert int(record["expires_at"]["N"]) - int(time.time()) in range(86390, 86401)
    tomorrow = time.time() + 86410
    monkeypatch.setattr(time, "time", lambda: tomorrow)
    second = create(call, MOVIE | {"rating": 1}, headers=KEY)
    assert second["statusCode"] == 201
    assert first["json"]["id"] != second["json"]["id"]


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256])
def test_a_key_that_is_not_1_to_255_visible_ascii_characters_is_a_400(call: Any, key: str) -> None:
    response = create(call, headers={"Idempotency-Key": key})
    assert (response["statusCode"], "Idempotency-Key" in response["json"]["message"]) == (400, True)


def test_neither_movie_nor_record_is_stored_if_one_cannot_be(aws_account: Any, call: Any) -> None:
    aws_account.dynamodb.delete_table(TableName="idempotency")
    assert create(call, headers=KEY)["statusCode"] == 500
    assert aws_account.items("movies") == []


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        (None, 400, "The body is missing."),
        ([], 400, "body must be an object."),
        ("{", 400, "not valid JSON"),
        (MOVIE | {"title": " "}, 400, "title must not be blank or have control characters."),
        (MOVIE | {"rating": "8"}, 400, "rating must be a number."),
        (MOVIE | {"rating": True}, 400, "rating must be a number."),
        (MOVIE | {"genres": ["a", "a"]}, 400, "genres must not contain duplicates."),
        (MOVIE | {"id": "1"}, 400, "body has an unknown field: 'id'."),
        ('{"title": "x", "rating": NaN, "genres": []}', 400, "NaN"),
        (MOVIE | {"title": "x" * 66000}, 413, "65536"),
    ],
)
def test_an_invalid_body_is_an_error_and_nothing_is_stored(
    aws_account: Any, call: Any, body: Any, status: int, message: str
) -> None:
    response = create(call, body)
    assert response["statusCode"] == status
    assert message in response["json"]["message"]
    assert aws_account.items("movies") == []


def test_another_content_type_is_a_415(call: Any) -> None:
    assert create(call, headers={"Content-Type": "text/plain"})["statusCode"] == 415
