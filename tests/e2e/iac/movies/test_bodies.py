"""What POST and PUT refuse, at the gateway and at the function behind it."""

import base64
import json

import pytest

HEAT = {"title": "Heat", "rating": 8.3, "genres": ["Crime"]}

REFUSED = {
    "no title": {"rating": 1, "genres": []},
    "title of another type": {**HEAT, "title": 7},
    "empty title": {**HEAT, "title": ""},
    "blank title": {**HEAT, "title": " \t\u00a0"},
    "title of 201 characters": {**HEAT, "title": "x" * 201},
    "rating as a string": {**HEAT, "rating": "7.5"},
    "rating as true": {**HEAT, "rating": True},
    "rating below 0": {**HEAT, "rating": -0.1},
    "rating above 10": {**HEAT, "rating": 10.1},
    "no rating": {"title": "Heat", "genres": []},
    "no genres": {"title": "Heat", "rating": 1},
    "genres as a string": {**HEAT, "genres": "Crime"},
    "a genre twice": {**HEAT, "genres": ["Crime", "Crime"]},
    "21 genres": {**HEAT, "genres": [str(number) for number in range(21)]},
    "an empty genre": {**HEAT, "genres": [""]},
    "a genre of 51 characters": {**HEAT, "genres": ["x" * 51]},
    "an unknown field": {**HEAT, "director": "Mann"},
    "a list": [HEAT],
    "null": None,
}

BROKEN = {
    "nothing": b"",
    "no JSON": b"{",
    "NaN": b'{"title": "Heat", "rating": NaN, "genres": []}',
    "Infinity": b'{"title": "Heat", "rating": Infinity, "genres": []}',
    "invalid UTF-8": b'{"title": "\xff", "rating": 1, "genres": []}',
    "too deep": b'{"title": ' + b"[" * 20_000 + b"]" * 20_000 + b', "rating": 1, "genres": []}',
}


@pytest.fixture(params=["POST /movies", "PUT /movies/{id}"])
def write(request, api, movie):
    method, _, path = request.param.partition(" ")
    return lambda **options: api.request(method, path.format(id=movie["id"]), **options)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_a_body_that_breaks_the_schema_is_a_400_that_says_so(write, body):
    answer = write(json=body).expect(400).json()
    assert answer["message"]
    assert answer["requestId"]


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_the_function_itself_refuses_what_breaks_the_schema(invoke, body):
    status, answer = invoke("create-movie", body=json.dumps(body))
    assert status == 400
    assert answer["message"]


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_body_that_isnt_json_is_a_400(write, body):
    assert write(data=body, headers={"Content-Type": "application/json"}).expect(400).json()["message"]


def test_a_body_of_more_than_64_kib_is_a_413(write):
    write(json={**HEAT, "title": "x" * 70_000}).expect(400, 413)


def test_the_function_itself_refuses_a_body_of_more_than_64_kib(invoke):
    assert invoke("create-movie", body=json.dumps({**HEAT, "genres": ["x" * 66_000]}))[0] == 413


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/jsonp", ""])
def test_another_content_type_is_a_415(write, content_type):
    write(data=json.dumps(HEAT), headers={"Content-Type": content_type}).expect(415)


def test_a_content_type_may_have_parameters(write):
    write(data=json.dumps(HEAT), headers={"Content-Type": "application/json; charset=utf-8"}).expect(200, 201)


def test_a_base64_body_is_understood(invoke):
    body = base64.b64encode(json.dumps(HEAT).encode()).decode()
    assert invoke("create-movie", body=body, isBase64Encoded=True)[0] == 201


def test_a_base64_body_that_is_none_is_a_400(invoke):
    assert invoke("create-movie", body="###", isBase64Encoded=True)[0] == 400


def test_a_title_of_200_characters_and_20_genres_fit(write):
    movie = {"title": "é" * 200, "rating": 0, "genres": [f"{number:050}" for number in range(20)]}
    assert write(json=movie).expect(200, 201).json()["title"] == movie["title"]
