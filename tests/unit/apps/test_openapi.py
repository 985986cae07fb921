import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_document import DOCUMENT, broken_promises, operations, schema_errors
from openapi_spec_validator import validate

PROJECT = Path(__file__).parents[3]
MOVIE = {"title": "The Matrix", "rating": 8.7, "genres": ["Action"]}
IDEMPOTENT = {"Idempotency-Key": "key"}

# What makes each function give each answer that the document promises and that a function gives. 403 and the 429 of
# the stage's throttling are the gateway's. A 200 needs nothing, unless it is said here.
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
# Shown where they can be made to happen: by a refused transaction, a throttled table, a fault of our own.
SHOWN_ELSEWHERE = {"403", "409", "429", "500"}


def examples(part: Any) -> list[tuple[Any, Any]]:
    """Return every schema that stands beside an example, with that example."""
    if isinstance(part, list):
        return [pair for inner in part for pair in examples(inner)]
    if not isinstance(part, dict):
        return []
    own = [(part["schema"], part["example"])] if {"schema", "example"} <= part.keys() else []
    return own + [pair for inner in part.values() for pair in examples(inner)]


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_its_movie_is_the_one_schema() -> None:
    schema = json.loads((PROJECT / "libs" / "movies" / "movie.schema.json").read_text())
    del schema["$schema"]
    assert DOCUMENT["components"]["schemas"]["Movie"] == schema


def test_its_examples_keep_their_schemas() -> None:
    found = examples(DOCUMENT)
    assert len(found) >= 5
    assert [errors for schema, example in found if (errors := schema_errors(schema, example))] == []


def test_every_answer_that_it_promises_is_shown_by_a_test() -> None:
    promised = {(*route, status) for route, operation in operations().items() for status in operation["responses"]}
    assert {promise for promise in promised if promise[2] not in SHOWN_ELSEWHERE} == CASES.keys()


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_a_function_answers_as_promised(aws_account: Any, call: Any, case: tuple[str, str, str]) -> None:
    path, method, status = case
    aws_account.put_movie("1")
    operation = operations()[path, method]
    app = re.sub("([A-Z])", r"-\1", operation["operationId"]).lower()
    for request in CASES[case]:
        answer = call(app, httpMethod=method.upper(), **request)
    assert str(answer["statusCode"]) == status
    assert broken_promises(path, method, answer["statusCode"], answer["headers"], answer["body"]) == []
