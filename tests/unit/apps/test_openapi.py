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
TESTED_ELSEWHERE = {"403", "409", "429", "500"}


def examples(part: Any) -> list[tuple[Any, Any]]:
    """Return every schema that has an example, with the example."""
    if isinstance(part, list):
        return [pair for inner in part for pair in examples(inner)]
    if not isinstance(part, dict):
        return []
    own = [(part["schema"], part["example"])] if {"schema", "example"} <= part.keys() else []
    return own + [pair for inner in part.values() for pair in examples(inner)]


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_its_movie_is_the_shared_schema() -> None:
    schema = json.loads((PROJECT / "libs" / "movies" / "movie.schema.json").read_text())
    del schema["$schema"]
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
