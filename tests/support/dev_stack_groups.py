"""A pytest plugin: the xdist groups of the tests of `dev_stacks`, and the end of these stacks.

Some tests take a grant from a role for a while, or throttle the API, so those of a stack run in one worker. A stack
that only one group uses is destroyed after the last test of the group, while other tests run: the provider waits for
up to a minute until a queue is deleted. The others are destroyed when all groups have ended.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import dev_stacks
import pytest
from bootstrap_stack import empty
from filelock import FileLock
from group_order import group_of
from remaining_resources import services_with_resources

from slipway.harness import run
from slipway.harness.stack import SharedStack

# Each folder of tests/e2e/iac whose stack nothing else uses: the prefix of its states, and seconds that its tests take.
_FOLDERS = {
    "frontend": ("dev/frontend.", 700),
    "delivery": ("prod/", 700),
    "cloud-providers": ("dev/cloud-providers.", 150),
    "products": ("dev/products.", 60),
}
_MOVIES, _OTHERS = ("movies", 450), ("run-bootstrap", 100)
_ALL = ("dev/", "prod/")

_left = Counter[str]()  # the tests of each group that haven't ended
_bootstrap: SharedStack | None = None


@pytest.hookimpl(tryfirst=True)  # before xdist's own, which reads the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of a stack into one xdist group."""
    for item in items:
        if _uses_bootstrap(item) and not item.get_closest_marker("xdist_group"):
            folder = item.path.parent.name
            if folder in _FOLDERS:
                group, seconds = folder, _FOLDERS[folder][1]
            else:
                group, seconds = _MOVIES if "movies_stack" in item.fixturenames else _OTHERS
            item.add_marker(pytest.mark.xdist_group(group))
            item.add_marker(pytest.mark.slow(seconds))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count the tests of each group, which is the same in all workers."""
    _left.update(group_of(item) for item in session.items if _uses_bootstrap(item))


@pytest.hookimpl(trylast=True)  # after the fixtures of the last test have ended
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Destroy the stacks that no test needs any more."""
    global _bootstrap  # noqa: PLW0603 - the last test of a group may be skipped, and then has no fixtures
    if not _uses_bootstrap(item):
        return
    _bootstrap = item.funcargs.get("run_bootstrap") or _bootstrap
    group = group_of(item)
    _left[group] -= 1
    if _left[group]:
        return
    if _bootstrap and group in _FOLDERS:
        dev_stacks.destroy(_bootstrap, [_FOLDERS[group][0]])
    is_last = _note_end(item.config, group)
    if _bootstrap and is_last:
        dev_stacks.destroy(_bootstrap, _ALL)


def _note_end(config: pytest.Config, group: str) -> bool:
    """Note for all workers that a group has ended, and return whether it was the last."""
    folder = run.hold(config) / "ended"
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        _end_file(folder, group).touch()
        return all(_end_file(folder, each).exists() for each in _left)


def _end_file(folder: Path, group: str) -> Path:
    return folder / group.replace("/", "-")  # the harness names groups by files


def pytest_tf_run_destroy(stack: SharedStack) -> None:
    """Destroy the stacks that are left before the bootstrap: a worker has crashed, or the run was interrupted."""
    if stack.name != "bootstrap" or not stack.outputs:
        return
    dev_stacks.destroy(stack, _ALL)
    assert services_with_resources(stack.aws, "dev-") == []
    # In IAM are the bootstrap's roles for the builds of prod, whose trust policies name their projects.
    assert set(services_with_resources(stack.aws, "prod-")) <= {"iam"}
    empty(stack.aws("s3"), stack.outputs["state_bucket"])


def _uses_bootstrap(item: Any) -> bool:
    return "run_bootstrap" in getattr(item, "fixturenames", ())
