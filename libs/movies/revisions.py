"""Conditional requests on a movie's revision, which the API shows as its ETag."""

import re
from typing import Any

from botocore.exceptions import ClientError

from movies.model import Movie
from rest_api.errors import HttpError

_TAG = re.compile(r'(W/)?"([^"]*)"')
_REVISION = re.compile(r"0|[1-9][0-9]{0,14}")
_MAX_TAGS = 100  # operands of IN: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html


def no_such_movie(movie_id: str) -> HttpError:
    """Return the 404 of a movie that isn't there."""
    return HttpError(404, f"There is no movie {movie_id!r}.")


def etag(revision: int) -> str:
    """Return the entity tag of a revision."""
    return f'"{revision}"'


def matched_by(if_none_match: str | None, revision: int) -> bool:
    """Tell whether an If-None-Match header, which compares weakly, names the revision."""
    tags = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag(revision) in tags or tags == ["*"]


def expected_revisions(if_match: str | None) -> list[int] | None:
    """Return the revisions that an If-Match header allows; None allows every one.

    It compares strongly, so a weak tag allows none (RFC 9110, section 13.1.1).

    Raises:
        HttpError: 400, the header names more than 100 revisions.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    revisions = {int(tag) for weak, tag in _TAG.findall(if_match) if not weak and _REVISION.fullmatch(tag)}
    if len(revisions) > _MAX_TAGS:
        raise HttpError(400, f"If-Match must not name more than {_MAX_TAGS} entity tags.")
    return sorted(revisions)


def condition(expected: list[int] | None) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Return the condition that the movie exists in one of the expected revisions.

    Returns:
        The expression, the names and the values of its placeholders.
    """
    names = {"#id": "id"}
    if expected is None:
        return "attribute_exists(#id)", names, {}
    # A list must not be empty; no movie has the revision -1.
    values = {f":revision{index}": {"N": str(revision)} for index, revision in enumerate(expected or [-1])}
    allowed = f"#revision IN ({', '.join(values)})"
    if 0 in expected:
        allowed = f"({allowed} OR attribute_not_exists(#revision))"
    return f"attribute_exists(#id) AND {allowed}", names | {"#revision": "revision"}, values


def current(refusal: ClientError, movie_id: str, expected: list[int] | None) -> Movie:
    """Return the movie as it is, from a write that its condition refused.

    The write must have asked for ``ReturnValuesOnConditionCheckFailure="ALL_OLD"``: the answer then tells
    why, with no second read that could see another state.

    Raises:
        HttpError: 404, there is no such movie; 412, its revision is none of the expected.
    """
    item: Any = refusal.response.get("Item")
    if not item:
        raise no_such_movie(movie_id)
    movie = Movie.from_item(item)
    if expected is not None and movie.revision not in expected:
        raise HttpError(412, f"The movie has changed: its ETag is {etag(movie.revision)}.")
    return movie
