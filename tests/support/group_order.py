"""A pytest plugin: the order in which xdist begins groups of tests, which is that of the collection.

A group that takes minutes and begins last has the other workers wait for it: those with the mark ``slow`` begin early,
the longest first. Of the others, some wait for a local AWS or a Terraform and some compute: each folder is spread over
the run, so that no core is idle at one time and no test starved at another (in a run by the alphabet, cores were idle
for 14 %).
"""

from collections import Counter

import pytest

# A folder with few tests has long ones, so it is spread over less of the run: 50 tests over half, 5,000 over all of it.
_SPREAD = 50
# Seconds of the groups that begin before all others. Shorter ones follow within the first half of the run, the longest
# of them first: when all workers began with slow groups, which wait for each other's stacks, cores were idle.
_LONG = 500


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    config.addinivalue_line(
        "markers", "slow(seconds): its xdist group takes about that long; longer groups begin before shorter ones"
    )


@pytest.hookimpl(trylast=True)  # after those that put tests into groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the groups by their longest mark and by their place in their folder, where xdist runs."""
    if not hasattr(config, "workerinput"):
        return
    grouped = [(group_of(item), item) for item in items]
    seconds: dict[str, float] = {}
    for group, item in grouped:
        marked = [mark.args[0] for mark in item.iter_markers("slow")]
        seconds[group] = max([seconds.get(group, 0), *marked])
    folders = {group: "/".join(item.nodeid.split("/")[:2]) for group, item in grouped if not seconds[group]}
    sizes, before = Counter(folders.values()), Counter[str]()
    places = {group: max(0, _LONG - longest) / 1000 for group, longest in seconds.items()}
    for group, folder in folders.items():
        places[group] = before[folder] / (sizes[folder] + _SPREAD)
        before[folder] += 1
    long = {group: seconds[group] if seconds[group] >= _LONG else 0 for group in seconds}
    grouped.sort(key=lambda pair: (-long[pair[0]], places[pair[0]]))
    items[:] = [item for _, item in grouped]


def group_of(item: pytest.Item) -> str:
    """Return the name of the xdist group of a test, or the test's own id."""
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else item.nodeid
