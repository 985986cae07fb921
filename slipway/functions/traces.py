"""Stack traces of functions, with the paths and the source lines of the repository's own files.

A trace names the files of the unpacked zip: ``/var/task/get_movie.py`` on AWS, and a folder that is named after the
zip's hash on the local AWS.
"""

import linecache
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import sources

_TASK_ROOT = "/var/task/"
# The folder of the local AWS may have any character in its path, so it begins where a frame has it.
_UNPACKED = re.compile(
    r"""(?:/var/task|(?:(?<=File ")/|(?<= \()/|(?<=  at )/).*?/[0-9a-f]{64}|(?:/[^\s"'()/]+)*/[0-9a-f]{64})"""
    r"""/([^\s"'():,]+)"""
)
_FRAMES = (
    re.compile(r'^(?P<indent>\s*)File "(?P<file>.+)", line (?P<line>\d+)'),  # Python
    re.compile(r"^(?P<indent>\s*)at (?:.*\(|async )?(?:file://)?(?P<file>[^()\s:]+):(?P<line>\d+):\d+\)?$"),  # Node.js
)


def error_text(error: Mapping[str, Any], app: App | None) -> str:
    """Return the error of a failed invocation, or of a log record, as its language prints it.

    Args:
        error: has ``errorType``, ``errorMessage``, and ``stackTrace`` (Python) or ``trace`` (Node.js).
        app: app of the function; None if the repository has none.
    """
    title = ": ".join(str(error[key]) for key in ("errorType", "errorMessage") if error.get(key))
    if trace := _lines(error.get("trace")):
        return with_sources("\n".join(trace), app)
    if trace := _lines(error.get("stackTrace")):
        is_python = any(_FRAMES[0].match(line) for line in trace)
        lines = ["Traceback (most recent call last):", *trace, title] if is_python else [title, *trace]
        return with_sources("\n".join(lines), app)
    return with_sources(title, app)


def with_sources(text: str, app: App | None) -> str:
    """Return a text with paths from the project's root in place of those in the unpacked zip.

    A frame without its source line, as of Node.js, gets the line of the repository's file.
    """
    if not app or not _UNPACKED.search(text):
        return text
    files = _own_files(app)
    lines = _UNPACKED.sub(lambda match: files.get(match[1], f"{_TASK_ROOT}{match[1]}"), text).splitlines()
    following = [*lines[1:], ""]
    return "\n".join(
        part for line, after in zip(lines, following, strict=True) for part in _frame(line, after, app, files)
    )


def _frame(line: str, after: str, app: App, files: Mapping[str, str]) -> Iterator[str]:
    yield line
    match = next(filter(None, (pattern.match(line) for pattern in _FRAMES)), None)
    if not match or match["file"] not in files.values():
        return
    is_followed_by_source = len(after) - len(after.lstrip()) > len(match["indent"])
    source = linecache.getline(str(app.project / match["file"]), int(match["line"])).strip()
    if source and not is_followed_by_source:
        yield f"{match['indent']}  {source}"


def _own_files(app: App) -> dict[str, str]:
    """Return name in the zip -> path from the project's root, or an absolute one outside of it."""
    linecache.checkcache()
    try:
        files = sources.merge(sources.own_files(app)[0])
    except (SlipwayError, OSError):  # the app has changed since, and can't be packaged now
        return {}
    return {name: _relative(path, app.project) for name, path in files.items()}


def _relative(path: Path, project: Path) -> str:
    return str(path.relative_to(project) if path.is_relative_to(project) else path)


def _lines(trace: object) -> list[str]:
    """Return the lines of a trace, which is a text, or a list of frames of one or several lines."""
    frames = [trace] if isinstance(trace, str) else trace if isinstance(trace, list) else []
    return [line for frame in frames for line in str(frame).splitlines()]
