"""Progress of an execution: a line per action on a terminal, updated in place, and elsewhere a line per change."""

import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime

from slipway.console.progress import say, write
from slipway.pipeline.declaration import Pipeline
from slipway.pipeline.executions import Action, Execution, one_line


def live(pipeline: Pipeline) -> Callable[[Execution], None]:
    """Return a function that shows an execution on stderr, to be called repeatedly."""
    return _in_place(pipeline) if sys.stderr.isatty() else changes(pipeline, say)


def changes(pipeline: Pipeline, on_line: Callable[[str], None]) -> Callable[[Execution], None]:
    """Return a function that passes each change of an action to ``on_line``, to be called repeatedly."""
    reported: dict[str, tuple[str | None, datetime | None]] = {}

    def show(execution: Execution) -> None:
        for action in execution.actions:
            state = (action.status, action.started_at)
            if action.status and reported.get(action.path) != state:
                reported[action.path] = state
                on_line(_line(pipeline, action, len(action.path)))

    return show


def _in_place(pipeline: Pipeline) -> Callable[[Execution], None]:
    shown = 0

    def show(execution: Execution) -> None:
        nonlocal shown
        size = shutil.get_terminal_size()
        width = max((len(action.path) for action in execution.actions), default=0)
        # Lines above the screen can't be overwritten, so only the last ones are shown.
        lines = [_line(pipeline, action, width) for action in execution.actions][-(size.lines - 1) :]
        up = f"\x1b[{shown}A" if shown else ""
        # One column less, so that terminals don't wrap the line.
        write(up + "".join(f"\r\x1b[K{line[: size.columns - 1]}\n" for line in lines))
        shown = len(lines)

    return show


def _line(pipeline: Pipeline, action: Action, width: int) -> str:
    is_waiting = action.category == "Approval" and action.status == "InProgress"
    waiting = f"waits for approval: `{pipeline.command('approve')}`" if is_waiting else ""
    detail = one_line(action.error or waiting or action.summary or "")
    return f"{action.path:<{width}}  {action.status or '':<10}  {_duration(action):>8}  {detail}".rstrip()


def _duration(action: Action) -> str:
    """Return the duration of an action so far."""
    if not action.started_at:
        return ""
    end = datetime.now(UTC) if action.status == "InProgress" else action.updated_at or action.started_at
    minutes, seconds = divmod(max(0, round((end - action.started_at).total_seconds())), 60)
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
