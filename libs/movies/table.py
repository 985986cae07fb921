"""The movies table: its client, and the conditions of its writes.

A write can depend on the movie's revision, which the API shows as the movie's ETag.
"""

import re
from typing import Any

from aws_client.errors import ClientError
from movies.movie import Movie, number
from rest_api.request import HttpError
from runtime.aws import setting
from runtime.clients import client
from runtime.errors import is_conflict

TABLE = setting("MOVIES_TABLE")

_TAG = re.compile(r'(W/)?"([^"]*)"')
_PLACEHOLDER = "\0"  # for a tag; no header contains it
# An item written past the API can have a fraction as its revision. DynamoDB's numbers have 38 digits.
# As in an ETag, since the comparison is one of characters: "3.0" is another tag than "3".
_REVISION = re.compile(r"(?!-0\Z)-?(0|[1-9][0-9]{0,14})(\.[0-9]{0,14}[1-9])?")
_MAX_TAGS = 100  # operands of IN: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html

dynamodb = client("dynamodb", retry=is_conflict)


def not_found(movie_id: str) -> HttpError:
    """Return the 404 for a movie that doesn't exist."""
    return HttpError(404, f"There is no movie {movie_id!r}.")


def expected_revisions(if_match: str | None) -> list[float] | None:
    """Return the revisions that an If-Match header allows; None if it allows all.

    The comparison is strong, so a weak tag allows no revision (RFC 9110, section 13.1.1). Neither does a header that
    isn't a list of entity tags, so that the request changes nothing.

    Raises:
        HttpError: 400, the header contains more than 100 revisions.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    if {element.strip() for element in _TAG.sub(_PLACEHOLDER, if_match).split(",")} - {_PLACEHOLDER, ""}:
        return []
    revisions = {number(tag) for weak, tag in _TAG.findall(if_match) if not weak and _REVISION.fullmatch(tag)}
    if len(revisions) > _MAX_TAGS:
        raise HttpError(400, f"If-Match must not name more than {_MAX_TAGS} entity tags.")
    return sorted(revisions)


def revision_condition(expected: list[float] | None) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Return the condition that the movie exists in one of the expected revisions.

    Returns:
        The expression, and the names and values of its placeholders.
    """
    names = {"#id": "id"}
    if expected is None:
        return "attribute_exists(#id)", names, {}
    # IN needs at least one operand, and no movie has revision -1.
    values = {f":revision{index}": {"N": str(revision)} for index, revision in enumerate(expected or [-1])}
    allowed = f"#revision IN ({', '.join(values)})"
    if 0 in expected:
        allowed = f"({allowed} OR attribute_not_exists(#revision))"
    return f"attribute_exists(#id) AND {allowed}", names | {"#revision": "revision"}, values


def existing_movie(failure: ClientError, movie_id: str, expected: list[float] | None) -> Movie:
    """Return the movie that a conditional write found, after its condition failed.

    The write needs ``ReturnValuesOnConditionCheckFailure="ALL_OLD"``. A second read could see another revision.

    Raises:
        HttpError: 404, the movie doesn't exist; 412, its revision is not an expected one, or not a number.
    """
    item: Any = failure.response.get("Item")
    if not item:
        raise not_found(movie_id)
    movie = Movie.from_item(item)
    # A revision that isn't a number is read as 0, but the condition is false for it.
    if expected is not None and (movie.revision not in expected or not has_number(failure)):
        raise HttpError(412, f"The movie has changed: its ETag is {movie.etag}.")
    return movie


def has_number(failure: ClientError) -> bool:
    """Return whether the movie that a conditional write found has a number as its revision, or none.

    Any other revision was not written through the API.
    """
    item: Any = failure.response.get("Item") or {}
    return "N" in item.get("revision", {"N": "0"})
