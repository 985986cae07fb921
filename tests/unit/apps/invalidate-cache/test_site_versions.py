"""A key has changed if and only if a cache can contain outdated content."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

keys = st.sampled_from("abc")
puts = st.tuples(st.just("put"), keys, st.sampled_from(["1", "2"]))
deletions = st.tuples(st.just("put"), keys, st.none())
clearings = st.tuples(st.just("clear"), st.booleans())
histories = st.lists(st.tuples(st.integers(0, 1), puts | puts | deletions | clearings), max_size=20)


@settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=histories, random=st.randoms(), one_at_a_time=st.booleans())
def test_a_key_has_changed_if_a_cache_can_contain_other_content(
    app: Any, history: Any, random: Any, *, one_at_a_time: bool
) -> None:
    """S3 doesn't report the order of changes within a second, so their keys may be cleared unnecessarily."""
    from site_cache.versions import ObjectVersion, changed_keys

    now, mark = datetime(2026, 1, 1, tzinfo=UTC), None
    versions: dict[str, list[tuple[str | None, datetime]]] = {}
    served: dict[str, set[str | None]] = {}
    for seconds, (operation, *change) in history:
        now += timedelta(seconds=1 if one_at_a_time else seconds)
        if operation == "put":
            key, content = change
            versions.setdefault(key, []).insert(0, (content, now))
            served.setdefault(key, set()).add(content)
            continue
        (completes,) = change
        listed = [
            ObjectVersion(key, content, time, is_latest=not age)
            for key, kept in versions.items()
            for age, (content, time) in enumerate(kept)
        ]
        random.shuffle(listed)
        current = {key: kept[0][0] for key, kept in versions.items()}
        changed = changed_keys(listed, mark)
        stale = [key for key in sorted(current) if served[key] != {current[key]}]
        assert changed == stale if one_at_a_time else set(changed) >= set(stale)
        if completes and listed:
            mark = max(version.last_modified for version in listed)
            served = {key: {content} for key, content in current.items()}
            now += timedelta(seconds=1)  # `stable_versions` waits for it


def test_versions_are_listed_again_until_the_newest_is_old_enough(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from site_cache import versions as site_versions

    def version(age: float) -> site_versions.ObjectVersion:
        return site_versions.ObjectVersion("a", "1", datetime.now(UTC) - timedelta(seconds=age), is_latest=True)

    listings = [[version(60), version(0.5)], [version(1.5)], [version(60), version(3)]]
    waits: list[float] = []
    monkeypatch.setattr(site_versions, "_versions", lambda _bucket: listings[len(waits)])
    monkeypatch.setattr(site_versions.time, "sleep", waits.append)
    assert site_versions.stable_versions("site") == listings[2]
    assert waits == [1, 1]
