import base64
import zlib
from typing import Any

import pytest


def pages(call: Any, app: Any, limit: int) -> list[list[str]]:
    """Follow the cursors to the end and return each page's ids."""
    query, found = {"limit": [str(limit)]}, []
    while True:
        answer = call(app, query=query)["json"]
        found.append([movie["id"] for movie in answer["movies"]])
        if answer["nextCursor"] is None:
            return found
        query["cursor"] = [answer["nextCursor"]]


@pytest.fixture
def scan_like_dynamodb(load_app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return where a scan stopped also when nothing follows, as DynamoDB does and moto doesn't."""
    app = load_app("list-movies")
    scan = app.dynamodb.scan

    def scan_and_tell(**arguments: Any) -> Any:
        answer = scan(**arguments)
        if len(answer["Items"]) == arguments["Limit"]:
            answer["LastEvaluatedKey"] = {"id": answer["Items"][-1]["id"]}
        return answer

    monkeypatch.setattr(app.dynamodb, "scan", scan_and_tell)
    return app


@pytest.mark.parametrize(
    ("limit", "sizes"), [(1, [1] * 6), (2, [2, 2, 2]), (4, [4, 2]), (5, [5, 1]), (6, [6]), (100, [6])]
)
def test_following_cursors_yields_every_movie_once_and_no_empty_page(
    aws_account: Any, call: Any, scan_like_dynamodb: Any, limit: int, sizes: list[int]
) -> None:
    ids = {f"movie {number}" for number in range(6)}
    for movie_id in ids:
        aws_account.put_movie(movie_id)
    found = pages(call, scan_like_dynamodb, limit)
    assert [len(page) for page in found] == sizes
    assert {movie_id for page in found for movie_id in page} == ids


def test_a_page_has_twenty_movies_unless_asked_otherwise(aws_account: Any, call: Any) -> None:
    for number in range(21):
        aws_account.put_movie(str(number))
    answer = call("list-movies")["json"]
    assert len(answer["movies"]) == 20
    assert answer["nextCursor"]


def test_an_empty_table_is_an_empty_page(call: Any) -> None:
    answer = call("list-movies")
    assert (answer["statusCode"], answer["json"]) == (200, {"movies": [], "nextCursor": None})


@pytest.mark.parametrize("limit", ["0", "101", "05", "+5", " 5", "5 ", "1e1", "5.0", "-1", "five", "\u0665", "1\n"])
def test_a_limit_that_is_no_number_from_1_to_100_is_a_400(call: Any, limit: str) -> None:
    answer = call("list-movies", query={"limit": [limit]})
    assert answer["statusCode"] == 400
    assert "limit" in answer["json"]["message"]


def test_a_repeated_limit_is_a_400(call: Any) -> None:
    assert call("list-movies", query={"limit": ["5", "5"]})["statusCode"] == 400


def test_a_cursor_that_is_none_of_the_lists_is_a_400(aws_account: Any, call: Any) -> None:
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
    for wrong in [*changed, ""]:
        answer = call("list-movies", query={"cursor": [wrong]})
        assert (wrong, answer["statusCode"]) == (wrong, 400)
        assert "cursor" in answer["json"]["message"]


def test_a_forged_cursor_that_no_table_could_hold_is_a_400(aws_account: Any, call: Any) -> None:
    for movie_id in ("x" * 2049, "é" * 1025):
        name = movie_id.encode()
        cursor = base64.urlsafe_b64encode(zlib.crc32(name).to_bytes(4) + name).rstrip(b"=").decode()
        answer = call("list-movies", query={"cursor": [cursor]})
        assert answer["statusCode"] == 400
        assert "cursor" in answer["json"]["message"]


def test_an_item_without_its_attributes_does_not_hide_the_others(aws_account: Any, call: Any) -> None:
    aws_account.put_movie("1", title=None, rating=None, genres=None)
    aws_account.put_movie("2")
    assert len(call("list-movies")["json"]["movies"]) == 2
