from types import ModuleType

import pytest


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv("MOVIES_TABLE", "movies")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    from movies import table

    return table


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("*", None),
        (" * ", None),
        ('"3"', [3]),
        ('  "3"  ', [3]),
        ('"3","12"', [3, 12]),
        ('"1" , , "2",', [1, 2]),
        ('"1.5", "-1", "-0.5"', [-1, -0.5, 1.5]),
        ('W/"3"', []),
        ('W/"3", "4"', [4]),
        # Tags that no movie has
        ('"a,b", "3"', [3]),
        ('"x\\", "3"', [3]),
        ('"é", "3"', [3]),
        ('"x", "*", ""', []),
        ('"03", "3.0", "+3", "-0", "٣", "3 ", "1.5.2", "1e3", "1_0"', []),
        # No lists of tags
        ("3", []),
        ("'3'", []),
        ('"3', []),
        ('3"', []),
        ('w/"3"', []),
        ('W/ "3"', []),
        ('"3""4"', []),
        ('"1" "2"', []),
        ('x"3"', []),
        ('"3"x', []),
        ('*, "1"', []),
        ('"1", x', []),
        ("**", []),
        ("", []),
        (" ", []),
        (",", []),
        ('"' * 5000, []),
    ],
)
def test_if_match_allows_the_revisions_of_strong_tags(
    table: ModuleType, header: str | None, expected: list[float] | None
) -> None:
    """https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1; lists may have empty elements (section 5.6.1)."""
    assert table.expected_revisions(header) == expected


def test_if_match_with_more_than_100_tags_is_a_400(table: ModuleType) -> None:
    tags = [f'"{number}"' for number in range(101)]
    assert len(table.expected_revisions(", ".join(tags[:100]))) == 100
    with pytest.raises(table.HttpError) as error:
        table.expected_revisions(", ".join(tags))
    assert error.value.status == 400


def test_a_condition_without_revisions_is_never_true(table: ModuleType) -> None:
    expression, _names, values = table.revision_condition([])
    assert "IN (:revision0)" in expression
    assert values == {":revision0": {"N": "-1"}}
