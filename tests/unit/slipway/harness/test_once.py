"""Work that is done once in a run."""

import multiprocessing
import os
import time

import pytest

from slipway.errors import SlipwayError
from slipway.harness.once import OncePerRun


@pytest.fixture
def once(tmp_path):
    return OncePerRun(tmp_path / "once")


def work(directory, results):
    def make():
        time.sleep(0.5)
        return os.getpid()

    results.put(OncePerRun(directory)("key", make))


def test_workers_that_come_at_the_same_time_get_the_result_of_one(tmp_path):
    processes = multiprocessing.get_context("fork")
    results = processes.Queue()
    workers = [processes.Process(target=work, args=(tmp_path, results)) for _ in range(3)]
    for worker in workers:
        worker.start()

    found = {results.get(timeout=30) for _ in workers}

    assert len(found) == 1
    assert found <= {worker.pid for worker in workers}


def test_keys_are_apart(once):
    assert [once(key, lambda key=key: key) for key in ("a", "b", "a/b", "ü" * 300, "a")] == [
        "a",
        "b",
        "a/b",
        "ü" * 300,
        "a",
    ]


def test_failure_is_raised_as_it_is_and_later_with_its_message_and_notes(once):
    def fail():
        error = ValueError("it broke")
        error.add_note("a note")
        raise error

    with pytest.raises(ValueError, match="it broke"):
        once("key", fail)
    with pytest.raises(SlipwayError, match="it broke") as caught:
        once("key", lambda: 1)

    assert caught.value.__notes__ == ["a note"]


def test_interruption_is_a_failure(once):
    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        once("key", interrupt)
    with pytest.raises(SlipwayError, match=r"^key: KeyboardInterrupt$"):
        once("key", lambda: 1)


def test_worker_that_ended_before_it_was_done_is_a_failure(once):
    child = multiprocessing.get_context("fork").Process(target=once, args=("key", lambda: os._exit(1)))
    child.start()
    child.join()

    with pytest.raises(SlipwayError, match=r"^key: the worker that began it ended before it was done$"):
        once("key", lambda: 1)


def test_result_that_json_does_not_have_is_an_error_for_all(once):
    with pytest.raises(TypeError, match="not JSON serializable"):
        once("key", object)
    with pytest.raises(SlipwayError, match="not JSON serializable"):
        once("key", lambda: 1)
