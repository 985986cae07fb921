"""Progress of long steps: status, duration, and the last output of a failed step."""

import logging
import re
import shutil
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LAST_LINES = 20
_ERROR = "Error: "  # the prefix of Terraform's errors
_INIT = "Initializing the backend"  # the first line of Terraform's init, which corrects what failed before it
_STATUS_INTERVAL = 0.2  # seconds between two status lines on a terminal
_LOG_INTERVAL = 30  # seconds between two status lines in a log file
_FRAME = re.compile(r"^[╷│╵] ?")  # Terraform's frame around an error
# The status of each step that is in progress: several threads may have one.
_running: list[Callable[[], str]] = []


@contextmanager
def step(
    title: str, log_file: Path, status: Callable[[str], str] = lambda line: line
) -> Iterator[Callable[[str], None]]:
    """Print a step's title to stderr, then its duration.

    In between, prints a status line: on a terminal repeatedly in the same place, for all steps that are in progress in
    several threads, elsewhere every 30 seconds. If the step fails, prints 20 lines of its output, from the first
    ``Error:`` if there is one, and otherwise the last ones.

    Args:
        title: title of the step.
        log_file: receives the complete output.
        status: called with each line of output; returns what the status line shows after it.

    Yields:
        A function for the step's output, line by line. Messages that Slipway logs in between are added.
    """
    lines: deque[str] = deque()
    shown = ""
    seconds = _stopwatch()
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("w", encoding="utf-8", buffering=1) as log:

        def on_line(line: str) -> None:
            nonlocal shown
            log.write(line + "\n")
            if text := _FRAME.sub("", line).rstrip():
                shown = status(text)
                _keep(lines, text)

        try:
            with (
                _status_line(title, lambda: f"{seconds():.0f} s  {shown}"),
                _forward_logs(on_line),
            ):
                yield on_line
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            say(f"{title}: {'interrupted' if interrupted else 'failed'} after {seconds():.1f} s")
            if lines and not interrupted:
                say("\n".join([*(f"  | {line}" for line in lines), f"  complete output: {log_file}"]))
            raise
    say(f"{title}: {seconds():.1f} s")


def say(text: str) -> None:
    """Write a line to stderr, replacing the status line if there is one."""
    write(f"{_clear()}{text}\n")


def _keep(lines: deque[str], line: str) -> None:
    """Keep the first lines after the first error, which is usually the cause of the others, or else the last lines."""
    if line.startswith(_INIT):
        lines.clear()
    if not (lines and lines[0].startswith(_ERROR)):
        if line.startswith(_ERROR):
            lines.clear()
        elif len(lines) == _LAST_LINES:
            lines.popleft()
    if len(lines) < _LAST_LINES:
        lines.append(line)


@contextmanager
def _status_line(title: str, status: Callable[[], str]) -> Iterator[None]:
    """Show the title immediately, then repeatedly with the status."""
    on_terminal = sys.stderr.isatty()
    show = _overwrite if on_terminal else say
    interval = _STATUS_INTERVAL if on_terminal else _LOG_INTERVAL
    done = threading.Event()

    def text() -> str:
        return f"{title} … {status()}"

    def repeat() -> None:
        while not done.wait(interval):
            show(" | ".join(each() for each in tuple(_running)) if on_terminal else text())

    show(f"{title} …")
    _running.append(text)
    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        _running.remove(text)
        thread.join()


@contextmanager
def _forward_logs(on_line: Callable[[str], None]) -> Iterator[None]:
    """Pass on messages that Slipway's modules log, e.g. about downloads."""
    logger = logging.getLogger("slipway")
    handler, level = _CallbackHandler(on_line), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


class _CallbackHandler(logging.Handler):
    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__()
        self._on_line = on_line

    def emit(self, record: logging.LogRecord) -> None:
        self._on_line(record.getMessage())


def _stopwatch() -> Callable[[], float]:
    started = time.monotonic()
    return lambda: time.monotonic() - started


def _overwrite(text: str) -> None:
    # One column less, so that terminals don't wrap the line.
    write(f"{_clear()}{text[: shutil.get_terminal_size().columns - 1]}")


def _clear() -> str:
    return "\r\033[K" if sys.stderr.isatty() else ""


def write(text: str) -> None:
    """Write text to stderr; do nothing if it is closed."""
    with suppress(OSError):  # the reader may have ended; the work continues
        sys.stderr.write(text)
        sys.stderr.flush()
