import base64
import zlib
from typing import Any

import pytest


def pages(call: Any, app: Any, limit: int) -> list[list[str]]:
    """Follow the cursors to the last page, and return the ids of each page."""
    query, found = {"limit": [str(limit)]}, []
    while True:
        response = call(app, query=query)["json"]
        found.append([movie["id"] for movie in response["movies"]])
        if response["nextCursor"] is None:
            return found
        query["cursor"] = [response["nextCursor"]]


@pytest.fixture
def scan_like_dynamodb(load_app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return LastEvaluatedKey after the last item too, as DynamoDB does and moto doesn't."""
    app = load_app("list-movies")
    scan = app.dynamodb.scan

    def scan_with_key(**arguments: Any) -> Any:
        response = scan(**arguments)
        if len(response["Items"]) == arguments["Limit"]:
            response["LastEvaluatedKey"] = {"id": response["Items"][-1]["id"]}
        return response

    monkeypatch.setattr(app.dynamodb, "scan", scan_with_key)
    return app


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1] * 6), (2, [2, 2, 2]), (4, [4, 2]), (5, [5, 1]), (6, [6]), (100, [6])]
)
def test_the_pages_contain_every_movie_once_and_are_not_empty(
    aws_account: Any, call: Any, scan_like_dynamodb: Any, limit: int, sizes: list[int]
) -> None:
    ids = {f"movie {number}" for number in range(6)}
    for movie_id in ids:
        aws_account.put_movie(movie_id)
    found = pages(call, scan_like_dynamodb, limit)
    assert [len(page) for page in found] == sizes
    assert {movie_id for page in found for movie_id in page} == ids


def test_a_page_has_20_movies_by_default(aws_account: Any, call: Any) -> None:
    for number in range(21):
        aws_account.put_movie(str(number))
    response = call("list-movies")["json"]
    assert len(response["movies"]) == 20
    assert response["nextCursor"]


def test_an_empty_table_is_an_empty_page(call: Any) -> None:
    response = call("list-movies")
    assert (response["statusCode"], response["json"]) == (200, {"movies": [], "nextCursor": None})


@pytest.mark.parametrize("limit", ["0", "101", "05", "+5", " 5", "5 ", "1e1", "5.0", "-1", "five", "\u0665", "1\n"])
def test_an_invalid_limit_is_a_400(call: Any, limit: str) -> None:
    response = call("list-movies", query={"limit": [limit]})
    assert response["statusCode"] == 400
    assert "limit" in response["json"]["message"]


def test_a_repeated_limit_is_a_400(call: Any) -> None:
    assert call("list-movies", query={"limit": ["5", "5"]})["statusCode"] == 400


def test_an_invalid_cursor_is_a_400(aws_account: Any, call: Any) -> None:
    for movie_id in ("1", "2"):
        aws_account.put_movie(movie_id)
    cursor = call("list-movies", query={"limit": ["1"]})["json"]["nextCursor"]
    changed = [
        cursor[:-1],
        cursor + "A",
        cursor + "=",
        cursor.swapcase(),
        f" {cursor}",
        "x",
        "MQ",
        "{}",
        "é",
        "A" * 500,
    ]
    for invalid in [*changed, ""]:
        response = call("list-movies", query={"cursor": [invalid]})
        assert (invalid, response["statusCode"]) == (invalid, 400)
        assert "cursor" in response["json"]["message"]


def test_a_cursor_with_an_id_that_is_too_long_is_a_400(aws_account: Any, call: Any) -> None:
    for movie_id in ("x" * 2049, "é" * 1025):
        name = movie_id.encode()
        cursor = base64.urlsafe_b64encode(zlib.crc32(name).to_bytes(4) + name).rstrip(b"=").decode()
        response = call("list-movies", query={"cursor": [cursor]})
        assert response["statusCode"] == 400
        assert "cursor" in response["json"]["message"]


def test_an_item_without_attributes_does_not_hide_the_others(aws_account: Any, call: Any) -> None:
    aws_account.put_movie("1", title=None, rating=None, genres=None)
    aws_account.put_movie("2")
    assert len(call("list-movies")["json"]["movies"]) == 2
