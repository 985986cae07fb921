from typing import Any

import pytest


def test_a_movie_is_answered_with_its_etag(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    answer = call("get-movie", movie_id="1")
    assert answer["statusCode"] == 200
    assert answer["json"] == {"id": "1", "title": "The Matrix", "rating": 8.7, "genres": ["Action", "Sci-Fi"]}
    assert answer["headers"]["ETag"] == '"3"'


def test_a_movie_that_is_not_there_is_a_404_with_the_request_id(call: Any) -> None:
    answer = call("get-movie", movie_id="2")
    assert answer["statusCode"] == 404
    assert answer["json"]["message"] == "There is no movie '2'."
    assert answer["json"]["requestId"] == "e43fa71b-35a1-4f0e-8a56-1c3a8a3c0e7d"


@pytest.mark.parametrize(("if_none_match", "status"), [('"3"', 304), ('W/"3"', 304), ('"2"', 200)])
def test_a_movie_that_the_caller_has_is_not_sent_again(
    aws_account: Any, call: Any, if_none_match: str, status: int
) -> None:
    aws_account.put_movie()
    answer = call("get-movie", movie_id="1", headers={"If-None-Match": if_none_match})
    assert answer["statusCode"] == status
    assert answer["headers"]["ETag"] == '"3"'
    assert (answer["body"] == "") == (status == 304)


def test_a_percent_encoded_id_is_understood(aws_account: Any, call: Any) -> None:
    aws_account.put_movie("café 1")
    assert call("get-movie", movie_id="caf%C3%A9%201")["json"]["id"] == "café 1"


def test_an_id_that_can_be_none_is_a_400(call: Any) -> None:
    assert call("get-movie", movie_id="%20")["statusCode"] == 400


def test_an_item_without_its_attributes_is_read(aws_account: Any, call: Any) -> None:
    aws_account.put_movie(title=None, rating=None, genres=None, revision=None)
    answer = call("get-movie", movie_id="1")
    assert answer["json"] == {"id": "1", "title": "", "rating": None, "genres": []}
    assert answer["headers"]["ETag"] == '"0"'
