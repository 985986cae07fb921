"""Work that is done once in a run, by the first xdist worker that needs it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock

from slipway.errors import SlipwayError
from slipway.harness import tracebacks
from slipway.system.files import replace_content

__tracebackhide__ = tracebacks.hide


class OncePerRun:
    """Calls a function in one worker, and gives its result to all."""

    def __init__(self, directory: Path) -> None:
        """Keep the results in ``directory``, which all workers share."""
        self._directory = directory

    def __call__(self, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
        """Return the result of ``make`` in the first worker that called this with ``key``; the others wait for it.

        Args:
            key: key of this result in the run.
            make: returns a value of a type that JSON has; a tuple becomes a list.

        Raises:
            SlipwayError: ``make`` failed in another worker, or that worker ended before ``make`` did. It isn't called
                again.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        file = self._directory / f"{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"
        with FileLock(file.with_suffix(".lock")):
            if not file.exists():
                return _call(file, key, make)
            record = json.loads(file.read_text(encoding="utf-8"))
        if "value" in record:
            return record["value"]
        error = SlipwayError(record.get("error") or f"{key}: the worker that began it ended before it was done")
        for note in record.get("notes", []):
            error.add_note(note)
        raise error


def _call(file: Path, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - JSON
    write_private(file, {"key": key})
    try:
        return write_private(file, {"key": key, "value": make()})["value"]
    except BaseException as error:
        message = str(error) or f"{key}: {type(error).__name__}"
        write_private(file, {"key": key, "error": message, "notes": getattr(error, "__notes__", [])})
        raise


def write_private(file: Path, record: dict[str, Any]) -> dict[str, Any]:
    """Write a JSON file that may hold secrets, and return the content as a reader gets it."""
    text = json.dumps(record)
    replace_content(file, text, is_private=True)
    return dict(json.loads(text))
