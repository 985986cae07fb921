"""The schema of a movie, shared with API Gateway's model and docs/openapi.json."""

from pathlib import Path

from json_schema import validator

MOVIE_SCHEMA = validator.load(Path(__file__).with_name("movie.schema.json").read_text(encoding="utf-8"))
