from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIXTURES = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

TIME = "2025-01-01T10:00:00+00:00"

texts = st.text("ab1.9é-", min_size=1, max_size=4)


@st.composite
def histories(draw: Any) -> list[tuple[str, str, str, int]]:
    """Changes of a few versions, each with its own sequence number."""
    keys = draw(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
    changes = draw(st.lists(st.tuples(st.sampled_from(keys), texts), max_size=12))
    return [(*key, title, number) for number, (key, title) in enumerate(changes, start=5)]


def as_versions(history: list[tuple[str, str, str, int]]) -> list[Any]:
    from completed_version import CompletedVersion

    return [CompletedVersion(*key, title, "x", TIME, str(number)) for *key, title, number in history]


@FIXTURES
@given(histories(), st.data())
def test_changes_in_any_order_and_batches_with_repeats_give_the_same_document(
    app: Any, history: Any, data: Any
) -> None:
    from document import merge

    changes = as_versions(history)
    repeats = data.draw(st.lists(st.sampled_from(changes), max_size=4)) if changes else []
    delivered = data.draw(st.permutations([*changes, *repeats]))
    document: list[Any] = []
    while delivered:
        size = data.draw(st.integers(1, len(delivered)))
        document, delivered = merge(document, delivered[:size]), delivered[size:]
    assert document == merge([], changes)
    last = {(each.algorithm, each.version): each for each in changes}
    assert {(each.algorithm, each.version): each for each in document} == last
    assert merge(document, changes) == document


@FIXTURES
@given(histories())
def test_a_document_survives_its_zip(app: Any, history: Any) -> None:
    from completed_version import AlgorithmType
    from document import from_zip, merge, to_zip

    versions = merge([], as_versions(history))
    assert from_zip(AlgorithmType.SEARCH, to_zip(AlgorithmType.SEARCH, versions)) == versions


@pytest.mark.parametrize(("older", "newer"), [("9", "13"), ("99", "100000000000000000002")])
def test_sequence_numbers_are_compared_as_numbers(app: Any, older: str, newer: str) -> None:
    from completed_version import CompletedVersion
    from document import merge

    first, second = (CompletedVersion("a", "1", "t", "d", TIME, number) for number in (older, newer))
    assert merge([first], [second]) == merge([second], [first]) == [second]


@pytest.mark.parametrize(
    ("restored", "later"),
    [("2025-01-01T10:00:01+00:00", True), ("2025-01-01T09:59:59+00:00", False), ("2025-01-01T11:00:01+01:00", True)],
)
def test_the_records_of_a_restored_table_count_by_their_time(app: Any, restored: str, later: bool) -> None:
    """Its stream is another one, whose sequence numbers may be lower."""
    from completed_version import CompletedVersion
    from document import merge

    old = CompletedVersion("a", "1", "old", "d", TIME, "900")
    new = CompletedVersion("a", "1", "new", "d", restored, "5")
    assert merge([old], [new]) == merge([new], [old]) == [new if later else old]


@pytest.mark.parametrize(
    "change",
    [
        {"sequence_number": "x"},
        {"sequence_number": None},
        {"completed_at": "yesterday"},
        {"completed_at": "2025-01-01"},
    ],
)
def test_a_document_that_cannot_be_compared_is_not_overwritten(app: Any, change: Any) -> None:
    from completed_version import AlgorithmType, CompletedVersion
    from document import DocumentError, from_zip, to_zip

    version = CompletedVersion(**{**vars(CompletedVersion("a", "1", "t", "d", TIME, "5")), **change})
    with pytest.raises(DocumentError):
        from_zip(AlgorithmType.SEARCH, to_zip(AlgorithmType.SEARCH, [version]))


@pytest.mark.parametrize("name", ["recommendation", "search", "similarity"])
def test_terraforms_initial_object_is_a_document_without_versions(app: Any, name: str) -> None:
    from completed_version import AlgorithmType
    from document import to_zip

    first = Path(__file__).parents[4] / "iac" / "frontend" / "metadata" / f"{name}.zip"
    assert first.read_bytes() == to_zip(AlgorithmType(name), [])
