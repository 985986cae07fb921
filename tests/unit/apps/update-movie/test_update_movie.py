from typing import Any

import pytest

MOVIE = {"title": "The Matrix", "rating": 9, "genres": ["Sci-Fi"]}
SAME = {"title": "The Matrix", "rating": 8.7, "genres": ["Action", "Sci-Fi"]}


def update(call: Any, body: Any = MOVIE, movie_id: str = "1", **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return call("update-movie", httpMethod="PUT", movie_id=movie_id, body=body, headers=names)


def test_a_movie_is_replaced_and_returned_with_its_new_etag(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    response = update(call, x_correlation_id="trace-2")
    assert (response["statusCode"], response["json"]) == (200, {"id": "1", **MOVIE})
    assert response["headers"]["ETag"] == '"4"'
    traceparent = aws_account.movie()["traceparent"]
    assert aws_account.movie() == {
        "id": {"S": "1"},
        "title": {"S": "The Matrix"},
        "rating": {"N": "9"},
        "genres": {"L": [{"S": "Sci-Fi"}]},
        "revision": {"N": "4"},
        "correlation_id": {"S": "trace-2"},
        "traceparent": traceparent,
        "tracestate": {"S": ""},
    }


@pytest.mark.parametrize("headers", [{}, {"If_Match": "*"}, {"If_Match": '"1"'}, {"If_Match": 'W/"1"'}])
def test_updating_a_movie_that_does_not_exist_is_a_404_and_creates_no_item(
    aws_account: Any, call: Any, headers: dict[str, str]
) -> None:
    assert update(call, **headers)["statusCode"] == 404
    assert aws_account.items("movies") == []


@pytest.mark.parametrize("if_match", ['"3"', '"1", "3"', "*"])
def test_if_match_with_the_revision_replaces_the_movie(aws_account: Any, call: Any, if_match: str) -> None:
    aws_account.put_movie()
    assert update(call, If_Match=if_match)["statusCode"] == 200


@pytest.mark.parametrize("if_match", ['"2"', 'W/"3"', "3", '"03"', '"1", "2"', ""])
@pytest.mark.parametrize("body", [MOVIE, SAME])
def test_if_match_without_the_revision_is_a_412(aws_account: Any, call: Any, if_match: str, body: Any) -> None:
    before = aws_account.put_movie()
    response = update(call, body, If_Match=if_match)
    assert response["statusCode"] == 412
    assert '"3"' in response["json"]["message"]
    assert aws_account.movie() == before


def test_an_update_that_changes_nothing_is_a_200_and_writes_nothing(aws_account: Any, call: Any) -> None:
    before = aws_account.put_movie()
    for headers in ({}, {"If_Match": '"3"'}):
        response = update(call, SAME, **headers)
        assert (response["statusCode"], response["json"]) == (200, {"id": "1", **SAME})
        assert response["headers"]["ETag"] == '"3"'
    assert aws_account.movie() == before


def test_another_order_of_genres_is_a_change(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    response = update(call, SAME | {"genres": ["Sci-Fi", "Action"]})
    assert (response["headers"]["ETag"], response["json"]["genres"]) == ('"4"', ["Sci-Fi", "Action"])


def test_an_item_without_attributes_can_be_replaced(aws_account: Any, call: Any) -> None:
    aws_account.put_movie(title=None, rating=None, genres=None, revision=None)
    response = update(call, If_Match='"0"')
    assert (response["statusCode"], response["headers"]["ETag"]) == (200, '"1"')


def test_a_missing_field_is_a_400_and_changes_nothing(aws_account: Any, call: Any) -> None:
    before = aws_account.put_movie()
    response = update(call, {"title": "x", "rating": 1})
    assert (response["statusCode"], response["json"]["message"]) == (400, "genres is missing.")
    assert aws_account.movie() == before


@pytest.mark.parametrize("if_match", [None, "*", '"3"', '"1", "3"'])
def test_an_update_whose_answer_from_dynamodb_is_lost_has_succeeded(
    aws_account: Any, call: Any, load_app: Any, lose_first_answer: Any, if_match: str | None
) -> None:
    aws_account.put_movie()
    app = load_app("update-movie")
    lose_first_answer(app.dynamodb, "UpdateItem")
    headers = {"if-match": if_match} if if_match else {}
    response = call(app, httpMethod="PUT", movie_id="1", body=MOVIE, headers=headers)
    assert (response["statusCode"], response["json"]) == (200, {"id": "1", **MOVIE})
    assert response["headers"]["ETag"] == '"4"'
    assert aws_account.movie()["revision"] == {"N": "4"}


@pytest.mark.parametrize(
    "other",
    [
        {"correlation_id": {"S": "another-request"}},
        {"title": {"S": "Another title"}},
        {"revision": {"N": "5"}},
    ],
)
def test_the_write_of_another_request_is_a_412(aws_account: Any, call: Any, other: Any) -> None:
    aws_account.put_movie(
        **{
            "rating": {"N": "9"},
            "genres": {"L": [{"S": "Sci-Fi"}]},
            "revision": {"N": "4"},
            "correlation_id": {"S": "trace-2"},
        }
        | other
    )
    assert update(call, If_Match='"3"', x_correlation_id="trace-2")["statusCode"] == 412


@pytest.mark.parametrize(
    ("stored", "updated"), [("1.5", '"2.5"'), ("-1", '"0"'), ("123456789012345", '"123456789012346"')]
)
def test_a_movie_with_any_number_as_its_revision_is_updated(
    aws_account: Any, call: Any, stored: str, updated: str
) -> None:
    aws_account.put_movie(revision={"N": stored})
    assert update(call, If_Match='"1"')["statusCode"] == 412
    response = update(call, If_Match=f'"{stored}"')
    assert (response["statusCode"], response["headers"]["ETag"]) == (200, updated)
    assert update(call, SAME, If_Match=updated)["statusCode"] == 200
    assert aws_account.movie()["rating"] == {"N": "8.7"}


@pytest.mark.parametrize(("stored", "updated"), [("0.1", '"1.1"'), ("0.57", '"1.57"'), ("-0.9", '"0.1"')])
def test_a_lost_answer_is_recognized_for_a_fraction_as_revision(
    aws_account: Any, call: Any, load_app: Any, lose_first_answer: Any, stored: str, updated: str
) -> None:
    aws_account.put_movie(revision={"N": stored})
    app = load_app("update-movie")
    lose_first_answer(app.dynamodb, "UpdateItem")
    response = call(app, httpMethod="PUT", movie_id="1", body=MOVIE, headers={"if-match": f'"{stored}"'})
    assert (response["statusCode"], response["headers"].get("ETag")) == (200, updated)


@pytest.mark.parametrize("revision", [{"S": "3"}, {"BOOL": True}, {"NULL": True}])
def test_no_tag_matches_a_revision_that_is_not_a_number(aws_account: Any, call: Any, revision: Any) -> None:
    before = aws_account.put_movie(revision=revision)
    assert update(call, If_Match='"0"')["statusCode"] == 412
    assert aws_account.movie() == before


@pytest.mark.parametrize("revision", [{"S": "3"}, {"NULL": True}, {"SS": ["1"]}])
def test_a_movie_whose_revision_is_not_a_number_gets_a_new_one(aws_account: Any, call: Any, revision: Any) -> None:
    for body, headers in ((MOVIE, {}), (SAME, {}), (MOVIE, {"If_Match": "*"})):
        aws_account.put_movie(revision=revision)
        response = update(call, body, x_correlation_id="trace-2", **headers)
        assert (response["statusCode"], response["json"]) == (200, {"id": "1", **body})
        assert response["headers"]["ETag"] == '"1"'
        stored = aws_account.movie()
        assert (stored["revision"], stored["correlation_id"]) == ({"N": "1"}, {"S": "trace-2"})
    assert update(call, SAME, If_Match='"1"')["headers"]["ETag"] == '"2"'


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_answer_is_recognized_for_such_a_revision(
    aws_account: Any, call: Any, load_app: Any, lose_first_answer: Any, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    aws_account.put_movie(revision={"S": "3"})
    app = load_app("update-movie")
    write, calls = app._write, iter(range(1, 9))

    def losing(*arguments: Any) -> Any:
        if next(calls) == lost:
            lose_first_answer(app.dynamodb, "UpdateItem")
        return write(*arguments)

    monkeypatch.setattr(app, "_write", losing)
    response = call(app, httpMethod="PUT", movie_id="1", body=MOVIE)
    assert (response["statusCode"], response["headers"]["ETag"]) == (200, '"1"')


def test_a_movie_that_another_request_repairs_meanwhile_is_a_503(
    aws_account: Any, call: Any, load_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws_account.put_movie(revision={"S": "3"})
    app = load_app("update-movie")
    repair = app._repair

    def repair_late(movie: Any) -> Any:
        aws_account.put_movie()
        return repair(movie)

    monkeypatch.setattr(app, "_repair", repair_late)
    response = call(app, httpMethod="PUT", movie_id="1", body=MOVIE)
    assert (response["statusCode"], response["headers"]["Retry-After"]) == (503, "1")
