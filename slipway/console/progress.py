"""Steps that take a while: what is going on, for how long, and where to read on when it fails."""

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
_ERROR = "Error: "  # how Terraform begins what it has to say
_STATUS_INTERVAL = 0.2  # seconds between two status lines on a terminal
_SIGN_OF_LIFE_INTERVAL = 30  # seconds between two lines in a log, where each stays
_FRAME = re.compile(r"^[╷│╵] ?")  # what Terraform draws around an error


@contextmanager
def step(title: str, log_file: Path) -> Iterator[Callable[[str], None]]:
    """Announce a step on stderr, then how long it took.

    Meanwhile there is a status line on a terminal, and elsewhere a line each half minute. A step that fails shows 20
    lines of its output, from the first ``Error:`` on if there is one, else the last ones, and where the rest is.

    Yields:
        A function that takes the step's output line by line. What Slipway logs meanwhile goes the same way.
    """
    lines: deque[str] = deque()
    seconds = _stopwatch()
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("w", encoding="utf-8", buffering=1) as log:

        def on_line(line: str) -> None:
            log.write(line + "\n")
            _keep(lines, _FRAME.sub("", line).rstrip())

        try:
            with _shown(title, lambda: f"{seconds():.0f} s  {lines[-1] if lines else ''}"), _logging(on_line):
                yield on_line
        except BaseException as error:
            interrupted = isinstance(error, KeyboardInterrupt)
            say(f"{title}: {'interrupted' if interrupted else 'failed'} after {seconds():.1f} s")
            if lines and not interrupted:
                say("\n".join([*(f"  | {line}" for line in lines), f"  all of its output: {log_file}"]))
            raise
    say(f"{title}: {seconds():.1f} s")


def say(text: str) -> None:
    """Write a line to stderr, in place of the status line if there is one."""
    write(f"{_clear()}{text}\n")


def _keep(lines: deque[str], line: str) -> None:
    """Add a line that isn't blank, unless there are enough from the first error on: the rest tends to come of it."""
    if not line:
        return
    if not (lines and lines[0].startswith(_ERROR)):
        if line.startswith(_ERROR):
            lines.clear()
        elif len(lines) == _LAST_LINES:
            lines.popleft()
    if len(lines) < _LAST_LINES:
        lines.append(line)


@contextmanager
def _shown(title: str, status: Callable[[], str]) -> Iterator[None]:
    """Show the title at once, then again and again with the status."""
    on_terminal = sys.stderr.isatty()
    show = _overwrite if on_terminal else say
    interval = _STATUS_INTERVAL if on_terminal else _SIGN_OF_LIFE_INTERVAL
    done = threading.Event()

    def repeat() -> None:
        while not done.wait(interval):
            show(f"{title} … {status()}")

    show(f"{title} …")
    thread = threading.Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def _logging(on_line: Callable[[str], None]) -> Iterator[None]:
    """Hand out what Slipway's modules log, such as what is being downloaded."""
    logger = logging.getLogger("slipway")
    handler, level = _Lines(on_line), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


class _Lines(logging.Handler):
    def __init__(self, on_line: Callable[[str], None]) -> None:
        super().__init__()
        self._on_line = on_line

    def emit(self, record: logging.LogRecord) -> None:
        self._on_line(record.getMessage())


def _stopwatch() -> Callable[[], float]:
    started = time.monotonic()
    return lambda: time.monotonic() - started


def _overwrite(text: str) -> None:
    # One column less, lest a terminal begins another line after the last.
    write(f"{_clear()}{text[: shutil.get_terminal_size().columns - 1]}")


def _clear() -> str:
    return "\r\033[K" if sys.stderr.isatty() else ""


def write(text: str) -> None:
    """Write text to stderr as it is."""
    with suppress(OSError):  # whoever reads this may be gone; the work goes on
        sys.stderr.write(text)
        sys.stderr.flush()
