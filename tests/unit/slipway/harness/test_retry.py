"""Assertions that hold after a while."""

import itertools
from types import SimpleNamespace

import pytest

from slipway.harness import eventually, retry


def counting(results):
    """Return a check that raises or returns one result after the other."""
    remaining = iter(results)

    def check():
        result = next(remaining)
        if isinstance(result, BaseException):
            raise result
        return result

    return check


def test_result_of_the_first_success_is_returned():
    check = counting([AssertionError("no"), AssertionError("not yet"), "found", "never asked for"])

    assert eventually(check, interval=0) == "found"


def test_last_failure_is_raised_with_how_often_and_how_long_it_was_tried():
    failures = (AssertionError(f"attempt {number}") for number in itertools.count(1))

    with pytest.raises(AssertionError) as caught:
        eventually(counting(failures), timeout=0.2, interval=0.1)

    attempts = int(str(caught.value).removeprefix("attempt "))
    assert attempts > 1
    assert caught.value.__notes__[0].startswith(f"tried {attempts} times in 0.")


@pytest.mark.parametrize(
    ("passed", "interval", "pause"), [(0, 0.2, 0.2), (4, 0.2, 0.2), (10, 0.2, 0.5), (100, 0.2, 1), (100, 5, 5)]
)
def test_who_waits_long_asks_less_often(monkeypatch, passed, interval, pause):
    times, pauses = iter([0, passed]), []
    monkeypatch.setattr(retry, "time", SimpleNamespace(monotonic=lambda: next(times), sleep=pauses.append))

    assert eventually(counting([AssertionError("not yet"), "found"]), timeout=300, interval=interval) == "found"

    assert pauses == [pause]


def test_the_last_pause_ends_with_the_timeout(monkeypatch):
    times, pauses = iter([0, 29.5, 30]), []
    monkeypatch.setattr(retry, "time", SimpleNamespace(monotonic=lambda: next(times), sleep=pauses.append))

    with pytest.raises(AssertionError, match="second"):
        eventually(counting([AssertionError("first"), AssertionError("second")]))

    assert pauses == [0.5]


def test_without_time_there_is_one_attempt():
    with pytest.raises(AssertionError, match="first"):
        eventually(counting([AssertionError("first"), AssertionError("second")]), timeout=0)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), KeyboardInterrupt()], ids=repr)
def test_any_other_exception_is_raised_immediately(error):
    with pytest.raises(type(error)):
        eventually(counting([AssertionError("once"), error, "never asked for"]), interval=0)
