from typing import Any

import pytest


def delete(call: Any, movie_id: str = "1", **headers: str) -> Any:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return call("delete-movie", httpMethod="DELETE", movie_id=movie_id, headers=names)


@pytest.mark.parametrize("headers", [{}, {"If_Match": '"3"'}, {"If_Match": "*"}])
def test_a_movie_is_deleted_with_an_empty_response(aws_account: Any, call: Any, headers: dict[str, str]) -> None:
    aws_account.put_movie()
    response = delete(call, **headers)
    assert (response["statusCode"], response["body"]) == (204, "")
    assert aws_account.movie() is None


@pytest.mark.parametrize("headers", [{}, {"If_Match": '"3"'}])
def test_deleting_a_movie_that_does_not_exist_is_a_404_and_creates_no_item(
    aws_account: Any, call: Any, headers: dict[str, str]
) -> None:
    assert delete(call, **headers)["statusCode"] == 404
    assert aws_account.items("movies") == []


def test_a_second_deletion_is_a_404(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    assert [delete(call)["statusCode"], delete(call)["statusCode"]] == [204, 404]


@pytest.mark.parametrize("if_match", ['"2"', 'W/"3"'])
def test_if_match_with_another_revision_is_a_412_and_the_movie_stays(
    aws_account: Any, call: Any, if_match: str
) -> None:
    before = aws_account.put_movie()
    assert delete(call, If_Match=if_match)["statusCode"] == 412
    assert aws_account.movie() == before


def test_the_deleted_item_has_the_correlation_id_of_its_deletion(
    aws_account: Any, load_app: Any, event: Any, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws_account.put_movie()
    app = load_app("delete-movie")
    deleted: list[Any] = []
    delete_item = app.dynamodb.delete_item

    def spy(**arguments: Any) -> Any:
        deleted.append(aws_account.movie())
        return delete_item(**arguments)

    monkeypatch.setattr(app.dynamodb, "delete_item", spy)
    request = event("rest_api_proxy")
    request["multiValueHeaders"]["X-Correlation-Id"] = ["trace-3"]
    assert app.handler(request, context())["statusCode"] == 204
    assert deleted[0]["correlation_id"] == {"S": "trace-3"}
    assert deleted[0]["revision"] == {"N": "3"}


@pytest.mark.parametrize("operation", ["UpdateItem", "DeleteItem"])
@pytest.mark.parametrize("headers", [{}, {"if-match": '"3"'}])
def test_a_deletion_whose_answer_from_dynamodb_is_lost_has_succeeded(
    aws_account: Any, call: Any, load_app: Any, lose_first_answer: Any, operation: str, headers: dict[str, str]
) -> None:
    aws_account.put_movie()
    app = load_app("delete-movie")
    lose_first_answer(app.dynamodb, operation)
    assert call(app, httpMethod="DELETE", movie_id="1", headers=headers)["statusCode"] == 204
    assert aws_account.movie() is None


def test_a_movie_that_another_request_deletes_meanwhile_is_a_404(
    aws_account: Any, call: Any, load_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws_account.put_movie()
    app = load_app("delete-movie")
    delete_item = app.dynamodb.delete_item

    def delete_late(**arguments: Any) -> Any:
        aws_account.dynamodb.delete_item(TableName="movies", Key={"id": {"S": "1"}})
        return delete_item(**arguments)

    monkeypatch.setattr(app.dynamodb, "delete_item", delete_late)
    assert call(app, httpMethod="DELETE", movie_id="1")["statusCode"] == 404


@pytest.fixture
def updates(aws_account: Any, load_app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load the app, with as many updates of another request right before its calls of DeleteItem."""
    app = load_app("delete-movie")
    delete_item = app.dynamodb.delete_item
    deleted: list[Any] = []

    def load(count: int) -> Any:
        pending = [{"correlation_id": {"S": "of-an-update"}, "revision": {"N": str(4 + each)}} for each in range(count)]

        def delete_late(**arguments: Any) -> Any:
            if pending:
                aws_account.put_movie(**pending.pop(0))
            deleted.append(aws_account.movie())
            return delete_item(**arguments)

        monkeypatch.setattr(app.dynamodb, "delete_item", delete_late)
        return app, deleted

    return load


@pytest.mark.parametrize("count", [1, 2])
def test_a_movie_that_is_updated_meanwhile_is_deleted_with_the_correlation_id_of_its_deletion(
    aws_account: Any, call: Any, updates: Any, count: int
) -> None:
    aws_account.put_movie()
    app, deleted = updates(count)
    headers = {"x-correlation-id": "trace-3"}
    assert call(app, httpMethod="DELETE", movie_id="1", headers=headers)["statusCode"] == 204
    assert aws_account.movie() is None
    assert deleted[-1]["correlation_id"] == {"S": "trace-3"}
    assert deleted[-1]["revision"] == {"N": str(3 + count)}


def test_a_movie_that_keeps_changing_is_a_503_and_stays(aws_account: Any, call: Any, updates: Any) -> None:
    aws_account.put_movie()
    app, _ = updates(9)
    response = call(app, httpMethod="DELETE", movie_id="1")
    assert (response["statusCode"], response["headers"]["Retry-After"]) == (503, "1")
    assert aws_account.movie() is not None


@pytest.mark.parametrize(("seconds_left", "attempts"), [(60, 3), (18, 3), (17.9, 1), (0, 1)])
def test_an_attempt_is_repeated_only_in_the_time_that_is_left(
    aws_account: Any, call: Any, updates: Any, context: Any, seconds_left: float, attempts: int
) -> None:
    aws_account.put_movie()
    app, deleted = updates(9)
    response = call(app, httpMethod="DELETE", movie_id="1", context=context(seconds_left))
    assert (response["statusCode"], len(deleted)) == (503, attempts)


def test_an_update_between_the_calls_is_a_412_for_if_match(aws_account: Any, call: Any, updates: Any) -> None:
    aws_account.put_movie()
    app, _ = updates(1)
    assert call(app, httpMethod="DELETE", movie_id="1", headers={"if-match": '"3"'})["statusCode"] == 412
    assert aws_account.movie() is not None


def test_no_tag_matches_a_revision_that_is_not_a_number(aws_account: Any, call: Any) -> None:
    aws_account.put_movie(revision={"S": "3"})
    assert delete(call, If_Match='"0"')["statusCode"] == 412
    assert aws_account.movie() is not None
