"""POST, PUT and DELETE, over HTTP and signed."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urljoin

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime", "Action"]}


def test_a_created_movie_is_answered_and_its_location_leads_to_it(api, http):
    answer = api.post("/movies", json=HEAT).expect(201)
    movie = answer.json()
    assert movie == {**HEAT, "id": movie["id"]}
    assert http.get(urljoin(answer.url, answer.headers["Location"])).expect(200).json() == movie


def test_a_rating_is_answered_as_it_was_sent(api):
    movie = api.post("/movies", json={**HEAT, "rating": 8}).expect(201).json()
    assert api.get(f"/movies/{movie['id']}").expect(200).text.count('"rating": 8,') == 1


def test_the_order_of_genres_is_kept(api):
    genres = ["Western", "Action", "Musical", "Crime"]
    movie = api.post("/movies", json={**HEAT, "genres": genres}).expect(201).json()
    assert api.get(f"/movies/{movie['id']}").expect(200).json()["genres"] == genres


def test_the_same_idempotency_key_and_body_make_one_movie(api, unique_name):
    headers = {"Idempotency-Key": unique_name}
    first = api.post("/movies", json=HEAT, headers=headers).expect(201)
    again = api.post("/movies", json=HEAT, headers=headers).expect(201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]


def test_the_same_idempotency_key_in_concurrent_requests_makes_one_movie(api, unique_name):
    headers = {"Idempotency-Key": unique_name}
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: api.post("/movies", json=HEAT, headers=headers), range(4)))
    made = [answer.expect(201, 409) for answer in answers]
    assert len({answer.json()["id"] for answer in made if answer.status_code == 201}) == 1


def test_the_same_idempotency_key_with_another_body_is_a_422(api, unique_name):
    headers = {"Idempotency-Key": unique_name}
    api.post("/movies", json=HEAT, headers=headers).expect(201)
    api.post("/movies", json={**HEAT, "rating": 1}, headers=headers).expect(422)


def test_put_replaces_a_movie(api, movie):
    replaced = {"title": "Ronin", "rating": 7.2, "genres": []}
    answer = api.put(f"/movies/{movie['id']}", json=replaced).expect(200)
    assert answer.json() == {**replaced, "id": movie["id"]}
    assert answer.headers["ETag"] == '"2"'
    assert api.get(f"/movies/{movie['id']}").expect(200).json() == answer.json()


def test_put_of_an_unknown_movie_is_a_404_and_leaves_no_ghost(api):
    api.put("/movies/ghost", json=HEAT).expect(404)
    api.get("/movies/ghost").expect(404)


def test_if_match_refuses_a_lost_update(api, movie):
    path = f"/movies/{movie['id']}"
    api.put(path, json=HEAT, headers={"If-Match": '"1"'}).expect(200)
    assert api.put(path, json={**HEAT, "rating": 1}, headers={"If-Match": '"1"'}).expect(412).json()["message"]
    assert api.get(path).expect(200).json()["rating"] == HEAT["rating"]


@pytest.mark.parametrize(("if_match", "status"), [("*", 200), ('"7", "1"', 200), ('W/"1"', 412), ('"one"', 412)])
def test_if_match_takes_lists_and_the_star_and_compares_strongly(api, movie, if_match, status):
    api.put(f"/movies/{movie['id']}", json=HEAT, headers={"If-Match": if_match}).expect(status)


def test_a_deleted_movie_is_gone_and_the_answer_is_empty(api, movie):
    assert api.delete(f"/movies/{movie['id']}").expect(204).content == b""
    api.get(f"/movies/{movie['id']}").expect(404)


def test_deleting_what_is_not_there_is_a_404(api):
    api.delete("/movies/nobody").expect(404)
