"""GET /movies/{movieID} and GET /movies, over HTTP and unsigned."""

import pytest


def test_a_movie_is_answered_with_its_etag(api, movie):
    answer = api.get(f"/movies/{movie['id']}").expect(200)
    assert answer.json() == movie
    assert answer.headers["ETag"] == '"1"'


def test_a_movie_that_is_known_by_its_etag_is_not_sent_again(api, movie):
    answer = api.get(f"/movies/{movie['id']}", headers={"If-None-Match": '"1"'}).expect(304)
    assert answer.content == b""


def test_an_unknown_movie_is_a_404_with_message_and_request_id(api):
    answer = api.get("/movies/nobody").expect(404).json()
    assert "nobody" in answer["message"]
    assert answer["requestId"]


def test_a_percent_encoded_id_is_decoded_once(api, put_item):
    put_item(id="a b/c", title="Spaces and slashes", rating=5, genres=[])
    assert api.get("/movies/a%20b%2Fc").expect(200).json()["title"] == "Spaces and slashes"


def test_an_unknown_path_is_a_404(api):
    answer = api.get("/actors").expect(404).json()
    assert answer["message"]
    assert answer["requestId"]


def test_a_method_that_a_path_does_not_have_is_a_405(api, movie):
    answer = api.request("PATCH", f"/movies/{movie['id']}").expect(405)
    assert answer.json()["message"]
    assert {"GET", "PUT", "DELETE"} <= set(answer.headers["Allow"].split(","))


def test_following_the_cursors_yields_every_movie_exactly_once(api, create):
    made = {create(title=f"Part {number}")["id"] for number in range(7)}
    seen, cursor = [], None
    while True:
        page = api.get("/movies", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).expect(200).json()
        assert len(page["movies"]) <= 3
        seen += [movie["id"] for movie in page["movies"]]
        if not (cursor := page["nextCursor"]):
            break
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "two", "1.5", "", "05", "1e1", "+5", " 5", "٣"])
def test_a_limit_that_isnt_a_number_from_1_to_100_is_a_400(api, limit):
    assert "limit" in api.get("/movies", params={"limit": limit}).expect(400).json()["message"]


@pytest.mark.parametrize("cursor", ["nonsense", "e30", "=", "eyJpZCI6IDF9", "%00", "a" * 5000])
def test_a_cursor_that_the_api_did_not_give_is_a_400(api, cursor):
    assert "cursor" in api.get("/movies", params={"cursor": cursor}).expect(400).json()["message"]


def test_a_malformed_item_in_the_table_does_not_break_reads(api, put_item):
    put_item(id="malformed", genres=None)
    assert api.get("/movies/malformed").expect(200).json()["id"] == "malformed"
    api.get("/movies", params={"limit": 100}).expect(200)


def test_the_correlation_id_is_taken_in_and_answered(api, movie):
    answer = api.get(f"/movies/{movie['id']}", headers={"X-Correlation-Id": "trace-me"}).expect(200)
    assert answer.headers["x-correlation-id"] == "trace-me"
