"""What is shown while an execution goes on: a line an action, in place on a terminal, and elsewhere one a change."""

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from slipway.console.progress import say, write
from slipway.pipeline.executions import Action, Execution, one_line

_WAITING = "waits for approval: `slipway pipeline approve`"


def live() -> Callable[[Execution], None]:
    """Return what shows an execution on stderr, called at each look at it."""
    return _in_place() if sys.stderr.isatty() else changes(say)


def changes(on_line: Callable[[str], None]) -> Callable[[Execution], None]:
    """Return what tells each change of an action, called at each look at its execution."""
    told: dict[str, tuple[str | None, datetime | None]] = {}

    def show(execution: Execution) -> None:
        for action in execution.actions:
            state = (action.status, action.started_at)
            if action.status and told.get(action.path) != state:
                told[action.path] = state
                on_line(_line(action, len(action.path)))

    return show


def _in_place() -> Callable[[Execution], None]:
    shown = 0

    def show(execution: Execution) -> None:
        nonlocal shown
        size = shutil.get_terminal_size()
        width = max((len(action.path) for action in execution.actions), default=0)
        # What has left the screen can't be written over: then the last lines have to do.
        lines = [_line(action, width) for action in execution.actions][-(size.lines - 1) :]
        up = f"\x1b[{shown}A" if shown else ""
        # One column less, lest a terminal begins another line after the last.
        write(up + "".join(f"\r\x1b[K{line[: size.columns - 1]}\n" for line in lines))
        shown = len(lines)

    return show


def _line(action: Action, width: int) -> str:
    waiting = _WAITING if action.category == "Approval" and action.status == "InProgress" else ""
    detail = one_line(action.error or waiting or action.summary or "")
    return f"{action.path:<{width}}  {action.status or '':<10}  {_duration(action):>8}  {detail}".rstrip()


def _duration(action: Action) -> str:
    """Return for how long an action went on, or has been going on so far."""
    if not action.started_at:
        return ""
    end = datetime.now(UTC) if action.status == "InProgress" else action.updated_at or action.started_at
    minutes, seconds = divmod(max(0, round((end - action.started_at).total_seconds())), 60)
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
