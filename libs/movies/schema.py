"""The schema of a movie, shared with API Gateway's model and docs/openapi.json."""

from json_schema import validator

MOVIE_SCHEMA = validator.load_beside(__file__, "movie.schema.json")
