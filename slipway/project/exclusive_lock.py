"""The lock that `slipway up`, `down` and `pipeline` take for a project."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from slipway.config.project import Project
from slipway.console.progress import say
from slipway.errors import SlipwayError


@contextmanager
def exclusive_lock(project: Project) -> Iterator[None]:
    """Wait until no other `slipway up` or `down` runs in the project, and keep others waiting."""
    file = project.root / ".slipway" / "up.lock"
    lock = FileLock(file)
    try:
        file.parent.mkdir(exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        say("waiting for another `slipway up` or `down` in this project …")
        lock.acquire()
    except PermissionError as error:
        advice = f'`sudo chown -R "$USER" {shlex.quote(str(file.parent))}` if Slipway was run with sudo before'
        raise SlipwayError(f"{error.filename} belongs to another user: {advice}") from error
    try:
        yield
    finally:
        lock.release()
