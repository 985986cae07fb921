from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIXTURES = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

texts = st.text("ab1.9é-", min_size=1, max_size=4)


@st.composite
def histories(draw: Any) -> list[tuple[str, str, str, int]]:
    """Changes of a few versions, each with its own sequence number."""
    keys = draw(st.lists(st.tuples(texts, texts), min_size=1, max_size=3))
    changes = draw(st.lists(st.tuples(st.sampled_from(keys), texts), max_size=12))
    return [(*key, title, number) for number, (key, title) in enumerate(changes, start=5)]


def as_versions(history: list[tuple[str, str, str, int]]) -> list[Any]:
    from completed_version import CompletedVersion

    return [CompletedVersion(*key, title, "x", "2025", str(number)) for *key, title, number in history]


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

    first, second = (CompletedVersion("a", "1", "t", "d", "2025", number) for number in (older, newer))
    assert merge([first], [second]) == merge([second], [first]) == [second]


@pytest.mark.parametrize("name", ["recommendation", "search", "similarity"])
def test_terraforms_initial_object_is_a_document_without_versions(app: Any, name: str) -> None:
    from completed_version import AlgorithmType
    from document import to_zip

    first = Path(__file__).parents[4] / "iac" / "frontend" / "metadata" / f"{name}.zip"
    assert first.read_bytes() == to_zip(AlgorithmType(name), [])
