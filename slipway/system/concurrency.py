"""Work on several apps at a time, where a failure of one doesn't stop the others."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import NoReturn, TypeVar

from slipway.config.app import App
from slipway.errors import SlipwayError

# A boto3 client keeps 10 connections: with no more threads than that, none waits for another's.
_THREADS = 8
_T = TypeVar("_T")


def run_concurrently(
    apps: Sequence[App],
    work: Callable[[App], _T],
    on_done: Callable[[_T], None],
    on_interrupt: Callable[[], None] = lambda: None,
) -> list[_T]:
    """Run ``work`` for several apps at a time and return what it returned, in the order of ``apps``.

    Args:
        apps: to work on.
        work: called in threads.
        on_done: called with each result as soon as it is there, in the calling thread.
        on_interrupt: called when Ctrl-C or the like ends the wait, to have what has begun finish early.

    Raises:
        SlipwayError: raised by ``work`` for one app or more, after all the others were done: one line an error.
        Exception: raised by ``work``, of any other kind, likewise; with the same lines as a note.
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
                except Exception as error:  # noqa: BLE001 - a fault of ours, too, is one app's: none is left half done
                    errors[app] = error
                else:
                    on_done(results[app])
        except BaseException:
            on_interrupt()
            executor.shutdown(cancel_futures=True)  # Ctrl-C: what has begun is finished, nothing else begins
            raise
    if errors:
        _raise({app.name: errors[app] for app in apps if app in errors}, len(apps))
    return [results[app] for app in apps]


def stopwatch() -> Callable[[], float]:
    """Return a function that returns the seconds since now, to a millisecond."""
    started = time.monotonic()
    return lambda: round(time.monotonic() - started, 3)


def _raise(errors: dict[str, Exception], count: int) -> NoReturn:
    """Raise what tells of all the errors: the first that is none of a user's, with its traceback, if there is one."""
    summary = _summary({name: str(error) or repr(error) for name, error in errors.items()}, count)
    for error in errors.values():
        if not isinstance(error, SlipwayError):
            error.add_note(summary)
            raise error
    raise SlipwayError(summary)


def _summary(errors: dict[str, str], count: int) -> str:
    """Return a line for each error, with the apps that have it in common, such as no credentials."""
    apps = {error: ", ".join(app for app in errors if errors[app] == error) for error in errors.values()}
    lines = [f"{names}: {error}" for error, names in apps.items()]
    return lines[0] if count == 1 else "\n  ".join([f"{len(errors)} of {count} apps failed:", *lines])
