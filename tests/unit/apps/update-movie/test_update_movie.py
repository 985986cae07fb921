from typing import Any

import pytest

MOVIE = {"title": "The Matrix", "rating": 9, "genres": ["Sci-Fi"]}
SAME = {"title": "The Matrix", "rating": 8.7, "genres": ["Action", "Sci-Fi"]}


def update(call: Any, body: Any = MOVIE, movie_id: str = "1", **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return call("update-movie", httpMethod="PUT", movie_id=movie_id, body=body, headers=names)


def test_a_movie_is_replaced_and_answered_with_its_new_etag(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    answer = update(call, x_correlation_id="trace-2")
    assert (answer["statusCode"], answer["json"]) == (200, {"id": "1", **MOVIE})
    assert answer["headers"]["ETag"] == '"4"'
    assert aws_account.movie() == {
        "id": {"S": "1"},
        "title": {"S": "The Matrix"},
        "rating": {"N": "9"},
        "genres": {"L": [{"S": "Sci-Fi"}]},
        "revision": {"N": "4"},
        "correlation_id": {"S": "trace-2"},
    }


@pytest.mark.parametrize("headers", [{}, {"If_Match": "*"}, {"If_Match": '"1"'}, {"If_Match": 'W/"1"'}])
def test_a_movie_that_is_not_there_is_a_404_and_leaves_no_ghost(
    aws_account: Any, call: Any, headers: dict[str, str]
) -> None:
    assert update(call, **headers)["statusCode"] == 404
    assert aws_account.items("movies") == []


@pytest.mark.parametrize("if_match", ['"3"', '"1", "3"', "*"])
def test_if_match_lets_an_expected_revision_be_replaced(aws_account: Any, call: Any, if_match: str) -> None:
    aws_account.put_movie()
    assert update(call, If_Match=if_match)["statusCode"] == 200


@pytest.mark.parametrize("if_match", ['"2"', 'W/"3"', "3", '"03"', '"1", "2"', ""])
@pytest.mark.parametrize("body", [MOVIE, SAME])
def test_if_match_of_no_expected_revision_is_a_412(aws_account: Any, call: Any, if_match: str, body: Any) -> None:
    before = aws_account.put_movie()
    answer = update(call, body, If_Match=if_match)
    assert answer["statusCode"] == 412
    assert '"3"' in answer["json"]["message"]
    assert aws_account.movie() == before


def test_an_update_that_changes_nothing_is_a_200_and_writes_nothing(aws_account: Any, call: Any) -> None:
    before = aws_account.put_movie()
    for headers in ({}, {"If_Match": '"3"'}):
        answer = update(call, SAME, **headers)
        assert (answer["statusCode"], answer["json"]) == (200, {"id": "1", **SAME})
        assert answer["headers"]["ETag"] == '"3"'
    assert aws_account.movie() == before


def test_the_order_of_genres_is_part_of_the_movie(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    answer = update(call, SAME | {"genres": ["Sci-Fi", "Action"]})
    assert (answer["headers"]["ETag"], answer["json"]["genres"]) == ('"4"', ["Sci-Fi", "Action"])


def test_an_item_without_its_attributes_can_be_replaced(aws_account: Any, call: Any) -> None:
    aws_account.put_movie(title=None, rating=None, genres=None, revision=None)
    answer = update(call, If_Match='"0"')
    assert (answer["statusCode"], answer["headers"]["ETag"]) == (200, '"1"')


def test_a_missing_field_is_a_400_and_no_empty_value(aws_account: Any, call: Any) -> None:
    before = aws_account.put_movie()
    answer = update(call, {"title": "x", "rating": 1})
    assert (answer["statusCode"], answer["json"]["message"]) == (400, "genres is missing.")
    assert aws_account.movie() == before
