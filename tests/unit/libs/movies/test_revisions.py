import pytest

from movies.revisions import condition, etag, expected_revisions, matched_by
from rest_api.errors import HttpError


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("*", None),
        (" * ", None),
        ('"3"', [3]),
        ('"3", "12"', [3, 12]),
        ('W/"3"', []),
        ('W/"3", "4"', [4]),
        ("3", []),
        ('"03"', []),
        ('"x"', []),
        ("", []),
    ],
)
def test_if_match_names_revisions_by_strong_tags(header: str | None, expected: list[int] | None) -> None:
    assert expected_revisions(header) == expected


def test_if_match_names_no_more_revisions_than_a_condition_takes() -> None:
    tags = [etag(number) for number in range(101)]
    assert len(expected_revisions(", ".join(tags[:100])) or []) == 100
    with pytest.raises(HttpError) as error:
        expected_revisions(", ".join(tags))
    assert error.value.status == 400


@pytest.mark.parametrize(
    ("header", "matched"),
    [(None, False), ('"3"', True), ('W/"3"', True), ('"1", W/"3"', True), ("*", True), ('"33"', False), ("3", False)],
)
def test_if_none_match_compares_weakly(header: str | None, matched: bool) -> None:
    assert matched_by(header, 3) is matched


def test_an_empty_list_of_revisions_matches_none() -> None:
    expression, _names, values = condition([])
    assert "IN (:revision0)" in expression
    assert values == {":revision0": {"N": "-1"}}
