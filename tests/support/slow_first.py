"""A pytest plugin: the mark ``slow``, with which xdist begins.

xdist hands out groups in the order in which they are collected (``--no-loadscope-reorder``). A group that takes minutes
and begins last has the other workers wait for it.
"""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark."""
    config.addinivalue_line(
        "markers", "slow(seconds): its xdist group takes about that long; longer groups begin before shorter ones"
    )


@pytest.hookimpl(trylast=True)  # after those that put tests into groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the groups by their longest mark, where xdist runs."""
    if not hasattr(config, "workerinput"):
        return
    seconds: dict[str, float] = {}
    for item in items:
        marked = [mark.args[0] for mark in item.iter_markers("slow")]
        seconds[_group(item)] = max([seconds.get(_group(item), 0), *marked])
    items.sort(key=lambda item: -seconds[_group(item)])


def _group(item: pytest.Item) -> str:
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else item.nodeid
