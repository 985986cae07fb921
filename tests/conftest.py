"""What all tests of this repository have in common."""

import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator

import pytest
from filelock import FileLock
from pytest_options import WITHOUT_OTHER_PLUGINS
from repository import ROOT

from slipway.harness import run
from slipway.terraform import provider_mirror

# Many containers forbid Python to write bytecode. Then each worker compiles all tests, and each test of a function the
# modules of that. A command that a test runs would compile Slipway, which takes 0.3 CPU seconds.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
sys.pycache_prefix = str(ROOT / ".slipway" / "bytecode")

pytest_plugins = [
    "pytester",
    "dev_stacks",
    "group_order",
    "dev_stack_groups",  # imports these two
    "group_times",
    "shared_models",
    "sorted_paths",
]

# A shell starts what it puts into the background with SIGINT ignored, as a CI runner may, and every process below
# inherits that: the tests of Ctrl-C need it to arrive.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Servers of tests are on this machine, where no proxy leads; a profile of the shell comes before a test's credentials.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"
for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
    os.environ.pop(name, None)

# Else each copy of the project that a test makes would download the AWS provider, 150 MB and 675 unpacked.
if not provider_mirror.cli_configuration(ROOT / ".slipway"):
    os.environ.setdefault("TF_PLUGIN_CACHE_DIR", str(ROOT / ".slipway" / "plugin-cache"))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect the tests, which are thousands, without garbage collections, and leave them out of all later ones.

    One at the end would take half a second in each worker, and free little. The first worker collects before the
    others and writes the bytecode of the tests: twelve that compile them all in a new clone took 90 CPU seconds
    instead of 52.
    """
    gc.disable()
    try:
        if not hasattr(session.config, "workerinput"):
            return (yield)
        is_done = run.hold(session.config) / "collected"
        with FileLock(is_done.with_suffix(".lock")) as lock:
            if is_done.exists():
                lock.release()
            result = yield
            is_done.touch()
        return result
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Leave everything that tests have made out of the garbage collections at the end, of pytest and of Python."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def options_of_inner_sessions() -> None:
    """Have a pytest that a test starts load no plugin that only this one needs; pytester has its own environment."""
    os.environ["PYTEST_ADDOPTS"] = WITHOUT_OTHER_PLUGINS


@pytest.fixture
def terminal() -> Iterator[None]:
    """SIGHUP, as of a terminal that closes, ends what the test starts, also under nohup, which has it ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)
