"""Concurrent work on several apps, where the failure of one doesn't stop the others."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NoReturn, TypeVar

from slipway.config.app import App
from slipway.errors import SlipwayError

# A boto3 client has 10 connections: with more threads, some would wait.
_THREADS = 8
_T = TypeVar("_T")


def run_concurrently(
    apps: Sequence[App],
    work: Callable[[App], _T],
    on_done: Callable[[_T], None],
    on_interrupt: Callable[[], None] = lambda: None,
) -> list[_T]:
    """Call ``work`` for several apps concurrently and return the results, in the order of ``apps``.

    Args:
        apps: the apps.
        work: called with each app, in threads.
        on_done: called with each result as soon as it is available, in the calling thread.
        on_interrupt: called after Ctrl-C, to make running work finish early.

    Raises:
        SlipwayError: ``work`` raised one for at least one app. Raised after the other apps are done, with a line for
            each error.
        Exception: ``work`` raised another error. Raised likewise, with the lines as a note.
    """
    results: dict[App, _T] = {}
    errors: dict[App, Exception] = {}
    with ThreadPoolExecutor(_THREADS) as executor:
        futures = {executor.submit(work, app): app for app in apps}
        try:
            for future in as_completed(futures):
                app = futures[future]
                try:
                    results[app] = future.result()
                except Exception as error:  # noqa: BLE001 - an unexpected error must not cancel the other apps
                    errors[app] = error
                else:
                    on_done(results[app])
        except BaseException:
            on_interrupt()
            executor.shutdown(cancel_futures=True)  # after Ctrl-C, finish the running work and start no more
            raise
    if errors:
        _raise({app.name: errors[app] for app in apps if app in errors}, len(apps))
    return [results[app] for app in apps]


def stopwatch() -> Callable[[], float]:
    """Return a function that returns the seconds since this call, rounded to milliseconds."""
    started = time.monotonic()
    return lambda: round(time.monotonic() - started, 3)


def _raise(errors: dict[str, Exception], count: int) -> NoReturn:
    """Raise one error for all: the first unexpected one, with its traceback, or else a SlipwayError."""
    summary = _summary({name: str(error) or repr(error) for name, error in errors.items()}, count)
    for error in errors.values():
        if not isinstance(error, SlipwayError):
            error.add_note(summary)
            raise error
    raise SlipwayError(summary)


def _summary(errors: dict[str, str], count: int) -> str:
    """Return a line for each distinct error, with the names of the apps that it occurred for."""
    apps = {error: ", ".join(app for app in errors if errors[app] == error) for error in errors.values()}
    lines = [f"{names}: {error}" for error, names in apps.items()]
    return lines[0] if count == 1 else "\n  ".join([f"{len(errors)} of {count} apps failed:", *lines])
