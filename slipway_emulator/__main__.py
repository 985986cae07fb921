"""Runs MiniStack with the patches applied: ``python -m slipway_emulator LOCK_FILE LOCK LISTENER``.

Started by ``slipway.local.supervisor`` in MiniStack's own environment, so it imports the standard library,
MiniStack's requirements and the patches, nothing else. ``LOCK`` and ``LISTENER`` are inherited file
descriptors: the locked lock file, and the listening socket.
"""

import asyncio
import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from slipway_emulator.patches.apply import apply_all
from slipway_emulator.patches.registry import PatchError
from slipway_emulator.services.codebuild import shell

# Seconds between two looks at whether the emulator's folder is still there.
_WATCH_INTERVAL = 1
# Seconds for killed processes to vanish. In a container without an init that collects orphans they never do.
_KILL_TIMEOUT = 2


def main() -> None:
    """Serve until killed: there is nothing to save, since all state is in memory and meant to be lost."""
    lock_file, lock, listener = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if os.fork():
        os._exit(0)  # the process that starts the emulator neither waits for it nor has to outlive it
    _fork_guarded(lock_file, lock, listener)
    os.pwrite(lock, str(os.getpid()).encode(), 0)

    # Functions inherit MiniStack's environment: they must not see this.
    skipped = os.environ.pop("SLIPWAY_SKIP_PATCHES").split(",")
    try:
        apply_all([name for name in skipped if name])
    except PatchError as error:
        sys.exit(str(error))  # the only line of the log, which slipway.local.supervisor shows
    shell.guard_descriptors.append(lock)
    _register_services()
    _serve(listener)


def _register_services() -> None:
    # They import MiniStack.
    from slipway_emulator.services.codeconnections.service import SERVICES  # noqa: PLC0415
    from slipway_emulator.services.codepipeline.service import SERVICE  # noqa: PLC0415
    from slipway_emulator.services.registry import register  # noqa: PLC0415

    for service in (SERVICE, *SERVICES):
        register(service)


def _serve(listener: int) -> None:
    from hypercorn.asyncio import serve, tcp_server  # noqa: PLC0415 - after the patches, which decide what it serves
    from hypercorn.config import Config  # noqa: PLC0415
    from ministack.app import app  # noqa: PLC0415

    from slipway_emulator.gate import guard  # noqa: PLC0415 - imports MiniStack

    config = Config()
    config.bind = [f"fd://{listener}"]
    # Seconds; longer than any client keeps an idle connection (Go: 90). If both sides close one at the same moment, a
    # request can be lost, and the client's retry fails because the resource exists already.
    config.keep_alive_timeout = 600
    tcp_server.TCPServer._read_data = _until_the_client_closes(tcp_server.TCPServer._read_data)
    # A trigger that never fires leaves SIGTERM its default action. A graceful stop would wait for every
    # client's idle connection.
    guarded = guard(app, os.environ["AWS_SECRET_ACCESS_KEY"])
    asyncio.run(serve(guarded, config, shutdown_trigger=asyncio.Event().wait))


def _until_the_client_closes(read_data: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """Wrap hypercorn's reading of a connection, which leaves the connection open for the keep-alive timeout.

    A thousand clients in ten minutes would use up the process's file descriptors.
    """

    async def read(server: Any) -> None:  # noqa: ANN401 - hypercorn's TCPServer
        await read_data(server)
        await server.idle_task.stop()

    return read


def _fork_guarded(lock_file: Path, lock: int, listener: int) -> None:
    """Return in a child process; this one ends all function workers once the child is gone, however it ended.

    It also ends everything when somebody deletes the emulator's folder. It holds the lock until then:
    a free lock means that no process of the emulator is left.
    """
    readable, writable = os.pipe()
    group = os.getpgrp()
    child = os.fork()
    if not child:
        os.close(readable)  # the other end stays open for as long as the child lives
        return
    os.close(writable)
    os.close(listener)
    os.setpgid(0, 0)
    while not select.select([readable], [], [], _WATCH_INTERVAL)[0] and _is_same(lock_file, lock):
        pass
    _kill(group, child)
    os._exit(0)


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _kill(group: int, child: int) -> None:
    deadline = time.monotonic() + _KILL_TIMEOUT
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: the latter for a group of zombies
        os.killpg(group, signal.SIGKILL)
        os.waitpid(child, 0)
        while time.monotonic() < deadline:
            os.killpg(group, signal.SIGKILL)
            time.sleep(0.01)


if __name__ == "__main__":
    main()
