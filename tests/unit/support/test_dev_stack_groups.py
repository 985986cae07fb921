"""Which stacks are destroyed when a group of tests has ended."""

from collections import Counter
from types import SimpleNamespace

import dev_stack_groups
import dev_stacks
import pytest
from dev_stack_groups import pytest_collection_finish, pytest_runtest_teardown


@pytest.fixture
def destroyed(monkeypatch, tmp_path):
    """The prefixes of the stacks that are destroyed, in a run in a new folder."""
    destroyed = []
    monkeypatch.setattr(dev_stacks, "destroy", lambda _, prefixes: destroyed.append(list(prefixes)))
    monkeypatch.setattr(dev_stack_groups.run, "hold", lambda _: tmp_path)
    monkeypatch.setattr(dev_stack_groups, "_bootstrap", None)
    return destroyed


@pytest.fixture
def worker(monkeypatch):
    """``worker(items)`` begins a worker that has collected the items."""

    def worker(items):
        monkeypatch.setattr(dev_stack_groups, "_left", Counter())
        pytest_collection_finish(SimpleNamespace(items=items))

    return worker


def item(group, fixtures=("run_bootstrap",), **values):
    mark = SimpleNamespace(args=[group])
    return SimpleNamespace(fixturenames=fixtures, funcargs=values, config=None, get_closest_marker=lambda _: mark)


def test_a_stack_of_one_group_ends_with_it_and_the_others_with_the_last_group(destroyed, worker):
    frontend, movies = [item("frontend", run_bootstrap="stack"), item("frontend")], [item("movies", run_bootstrap="s")]
    worker([*frontend, *movies, item("other", fixtures=())])
    pytest_runtest_teardown(frontend[0])
    assert destroyed == []
    pytest_runtest_teardown(frontend[1])  # skipped, so without fixtures
    assert destroyed == [["dev/frontend."]]
    worker([*frontend, *movies])  # another one
    pytest_runtest_teardown(movies[0])
    assert destroyed[1:] == [["dev/", "prod/"]]


def test_a_group_without_a_stack_destroys_nothing(destroyed, worker):
    skipped = item("delivery")
    worker([skipped])
    pytest_runtest_teardown(skipped)
    pytest_runtest_teardown(item("other", fixtures=()))
    assert destroyed == []
