import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from openapi_document import DOCUMENT, broken_promises, operations, schema_errors

from rest_api import cursors

PROJECT = Path(__file__).parents[3]
MOVIE = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]}
IDEMPOTENT = {"Idempotency-Key": "key"}

# The requests that give each documented response of a function. API Gateway itself gives 403, and 429 when the stage
# throttles. An empty request gives 200, unless there is an entry for it.
CASES: dict[tuple[str, str, str], list[dict[str, Any]]] = {
    **{(*route, "200"): [{}] for route, operation in operations().items() if "200" in operation["responses"]},
    ("/movies", "get", "400"): [{"query": {"limit": ["0"]}}],
    ("/movies", "post", "201"): [{"body": MOVIE}],
    ("/movies", "post", "400"): [{"body": "{"}],
    ("/movies", "post", "413"): [{"body": "x" * 70000}],
    ("/movies", "post", "415"): [{"body": MOVIE, "headers": {"Content-Type": "text/plain"}}],
    ("/movies", "post", "422"): [
        {"body": MOVIE, "headers": IDEMPOTENT},
        {"body": MOVIE | {"rating": 1}, "headers": IDEMPOTENT},
    ],
    ("/movies/{movieID}", "get", "200"): [{"movie_id": "1"}],
    ("/movies/{movieID}", "get", "304"): [{"movie_id": "1", "headers": {"If-None-Match": '"3"'}}],
    ("/movies/{movieID}", "get", "400"): [{"movie_id": "%FF"}],
    ("/movies/{movieID}", "get", "404"): [{"movie_id": "2"}],
    ("/movies/{movieID}", "put", "200"): [{"movie_id": "1", "body": MOVIE}],
    ("/movies/{movieID}", "put", "400"): [{"movie_id": "1", "body": {}}],
    ("/movies/{movieID}", "put", "404"): [{"movie_id": "2", "body": MOVIE}],
    ("/movies/{movieID}", "put", "412"): [{"movie_id": "1", "body": MOVIE, "headers": {"If-Match": '"9"'}}],
    ("/movies/{movieID}", "put", "413"): [{"movie_id": "1", "body": "x" * 70000}],
    ("/movies/{movieID}", "put", "415"): [{"movie_id": "1", "body": MOVIE, "headers": {"Content-Type": ""}}],
    ("/movies/{movieID}", "delete", "204"): [{"movie_id": "1"}],
    ("/movies/{movieID}", "delete", "400"): [{"movie_id": "%FF"}],
    ("/movies/{movieID}", "delete", "404"): [{"movie_id": "2"}],
    ("/movies/{movieID}", "delete", "412"): [{"movie_id": "1", "headers": {"If-Match": '"9"'}}],
}
# Other tests cause these: a canceled transaction, a throttled table, an unexpected error.
TESTED_ELSEWHERE = {"403", "409", "429", "500", "503"}

MOVIE_ID, LIMIT, CURSOR = (
    parameter["schema"]
    for parameter in [
        DOCUMENT["paths"]["/movies/{movieID}"]["parameters"][0],
        *DOCUMENT["paths"]["/movies"]["get"]["parameters"],
    ]
    if "schema" in parameter
)
# ``\s`` in the patterns of OpenAPI: https://tc39.es/ecma262/#sec-white-space, and the line terminators.
ECMA_SPACE = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def examples(part: Any) -> list[tuple[Any, Any]]:
    """Return every schema that has an example, with the example."""
    if isinstance(part, list):
        return [pair for inner in part for pair in examples(inner)]
    if not isinstance(part, dict):
        return []
    own = [(part["schema"], part["example"])] if {"schema", "example"} <= part.keys() else []
    return own + [pair for inner in part.values() for pair in examples(inner)]


def test_the_document_is_valid_openapi() -> None:
    # Every worker imports this file, and one runs this test: the validator takes 0.25 s of CPU to import.
    from openapi_spec_validator import validate

    validate(DOCUMENT)


def test_its_movie_is_the_shared_schema() -> None:
    schema = json.loads((PROJECT / "libs" / "movies" / "movie.schema.json").read_text())
    del schema["$schema"]
    # The functions refuse smaller ratings when they read the body.
    schema["properties"]["rating"]["anyOf"] = [{"maximum": 0}, {"minimum": 1e-130}]
    assert DOCUMENT["components"]["schemas"]["Movie"] == schema


def test_its_examples_are_valid() -> None:
    found = examples(DOCUMENT)
    assert len(found) >= 5
    assert [errors for schema, example in found if (errors := schema_errors(schema, example))] == []


def test_every_documented_response_has_a_test() -> None:
    documented = {(*route, status) for route, operation in operations().items() for status in operation["responses"]}
    assert {case for case in documented if case[2] not in TESTED_ELSEWHERE} == CASES.keys()


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_a_function_responds_as_documented(aws_account: Any, call: Any, case: tuple[str, str, str]) -> None:
    path, method, status = case
    aws_account.put_movie("1")
    operation = operations()[path, method]
    app = re.sub("([A-Z])", r"-\1", operation["operationId"]).lower()
    for request in CASES[case]:
        response = call(app, httpMethod=method.upper(), **request)
    assert str(response["statusCode"]) == status
    assert broken_promises(path, method, response["statusCode"], response["headers"], response["body"]) == []


@pytest.mark.parametrize("rating", [0, -0.0, 1e-130, 1.1e-130, 9e-131, 5e-324, -1e-200, 10, 10.000001])
def test_the_functions_accept_the_ratings_that_the_document_allows(call: Any, rating: float) -> None:
    movie = MOVIE | {"rating": rating}
    allowed = schema_errors(DOCUMENT["components"]["schemas"]["Movie"], movie) == []
    assert (call("create-movie", httpMethod="POST", body=movie)["statusCode"] == 201) == allowed


@pytest.mark.parametrize("cursor", ["", "abc", "g9zvtzE", "g9zvtzE=", "g9zv tzE", "x" * 2737, "é" * 8])
def test_the_functions_refuse_the_cursors_that_the_document_does_not_allow(call: Any, cursor: str) -> None:
    status = call("list-movies", query={"cursor": [cursor]})["statusCode"]
    assert status == 200 if cursor == "g9zvtzE" else status == 400
    assert (schema_errors(CURSOR, cursor) == []) == (cursor == "g9zvtzE")


def test_every_cursor_of_a_list_is_one_that_the_document_allows() -> None:
    assert [schema_errors(CURSOR, cursors.encode(movie_id)) for movie_id in ("1", "é" * 1024)] == [[], []]


@pytest.mark.parametrize("limit", ["0", "1", "100", "101", "01", "+1", "1.0", "", "\u0661"])
def test_the_functions_accept_the_limits_that_the_document_allows(call: Any, limit: str) -> None:
    allowed = limit == str(int(limit)) and schema_errors(LIMIT, int(limit)) == [] if limit.isdigit() else False
    assert (call("list-movies", query={"limit": [limit]})["statusCode"] == 200) == allowed


def test_the_same_characters_are_refused_by_the_document_and_by_the_functions() -> None:
    # At import, conftest.py has not put libs/ on the path yet.
    from json_schema.validator import find_error
    from rest_api.request import HttpError, Request

    def accepts_id(character: str) -> bool:
        context = {"httpMethod": "", "resource": "", "path": "", "requestContext": {"requestId": ""}}
        try:
            Request(context | {"pathParameters": {"id": quote(character)}}).path_parameter("id")
        except HttpError:
            return False
        return True

    properties = DOCUMENT["components"]["schemas"]["Movie"]["properties"]
    title, genre = properties["title"], properties["genres"]["items"]
    assert title["pattern"] == genre["pattern"]
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    for schema, count, accepts in ((title, 114, lambda each: not find_error(title, each)), (MOVIE_ID, 30, accepts_id)):
        pattern = re.compile(schema["pattern"].replace(r"\s", ECMA_SPACE))
        refused = [character for character in characters if not pattern.search(character)]
        assert len(refused) == count
        assert [character for character in characters if not accepts(character)] == refused


@pytest.mark.parametrize("correlation_id", ["", " ", "x" * 129, "\x01", "é", "trace"])
def test_no_correlation_id_is_refused(call: Any, correlation_id: str) -> None:
    schema = DOCUMENT["components"]["parameters"]["CorrelationId"]["schema"]
    assert schema_errors(schema, correlation_id) == []
    assert call("list-movies", headers={"x-correlation-id": correlation_id})["statusCode"] == 200
