from typing import Any

import pytest


def test_a_movie_is_returned_with_its_etag(aws_account: Any, call: Any) -> None:
    aws_account.put_movie()
    response = call("get-movie", movie_id="1")
    assert response["statusCode"] == 200
    assert response["json"] == {"id": "1", "title": "The Matrix", "rating": 8.7, "genres": ["Action", "Sci-Fi"]}
    assert response["headers"]["ETag"] == '"3"'


def test_a_movie_that_does_not_exist_is_a_404_with_the_request_id(call: Any) -> None:
    response = call("get-movie", movie_id="2")
    assert response["statusCode"] == 404
    assert response["json"]["message"] == "There is no movie '2'."
    assert response["json"]["requestId"] == "e43fa71b-35a1-4f0e-8a56-1c3a8a3c0e7d"


@pytest.mark.parametrize(("if_none_match", "status"), [('"3"', 304), ('W/"3"', 304), ('"2"', 200)])
def test_a_movie_that_the_client_has_is_a_304(aws_account: Any, call: Any, if_none_match: str, status: int) -> None:
    aws_account.put_movie()
    response = call("get-movie", movie_id="1", headers={"If-None-Match": if_none_match})
    assert response["statusCode"] == status
    assert response["headers"]["ETag"] == '"3"'
    assert (response["body"] == "") == (status == 304)


def test_a_percent_encoded_id_is_decoded(aws_account: Any, call: Any) -> None:
    aws_account.put_movie("café 1")
    assert call("get-movie", movie_id="caf%C3%A9%201")["json"]["id"] == "café 1"


def test_a_blank_id_is_a_400(call: Any) -> None:
    assert call("get-movie", movie_id="%20")["statusCode"] == 400


def test_an_item_without_attributes_is_returned(aws_account: Any, call: Any) -> None:
    aws_account.put_movie(title=None, rating=None, genres=None, revision=None)
    response = call("get-movie", movie_id="1")
    assert response["json"] == {"id": "1", "title": "", "rating": None, "genres": []}
    assert response["headers"]["ETag"] == '"0"'
