"""Runs MiniStack with the patches applied: ``python -m slipway_emulator LOCK_FILE LOCK LISTENER``.

Started by ``slipway.local.supervisor`` in MiniStack's own environment, so it imports the standard library,
MiniStack's requirements and the patches, nothing else. ``LOCK`` and ``LISTENER`` are inherited file
descriptors: the locked lock file, and the listening socket.
"""

import contextlib
import logging
import os
import select
import signal
import sys
import time
from pathlib import Path

from slipway_emulator.patches.apply import apply_all
from slipway_emulator.patches.registry import PatchError
from slipway_emulator.services.codebuild import shell

# Seconds between two checks that the emulator's folder and its owner are still there.
_WATCH_INTERVAL = 1
# Seconds for killed processes to vanish. In a container without an init that collects orphans they never do.
_KILL_TIMEOUT = 2


def main() -> None:
    """Serve until killed: nothing is saved at the end, since what is worth keeping is in a snapshot by then."""
    lock_file, lock, listener = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if os.fork():
        os._exit(0)  # the process that starts the emulator neither waits for it nor has to outlive it
    _fork_guarded(lock_file, lock, listener, _owner())
    os.pwrite(lock, str(os.getpid()).encode(), 0)

    # Functions inherit MiniStack's environment: they must not see this.
    skipped = os.environ.pop("SLIPWAY_SKIP_PATCHES").split(",")
    restored = os.environ.pop("SLIPWAY_SNAPSHOT", "")
    # MiniStack's KMS warns at each start that Sign and Verify need another package, which these say themselves.
    logging.getLogger("kms").setLevel(logging.ERROR)
    try:
        apply_all([name for name in skipped if name])
    except PatchError as error:
        sys.exit(str(error))  # the only line of the log, which slipway.local.supervisor shows
    shell.guard_descriptors.append(lock)
    _serve(listener, restored)


def _serve(listener: int, restored: str) -> None:
    # They import MiniStack, which must be patched by then.
    from slipway_emulator import snapshot  # noqa: PLC0415
    from slipway_emulator.server import run  # noqa: PLC0415
    from slipway_emulator.services.applicationautoscaling.service import SERVICE as SCALING  # noqa: PLC0415
    from slipway_emulator.services.codeconnections.service import SERVICES  # noqa: PLC0415
    from slipway_emulator.services.codepipeline.service import SERVICE  # noqa: PLC0415
    from slipway_emulator.services.registry import register  # noqa: PLC0415

    for service in (SERVICE, SCALING, *SERVICES):
        register(service)
    if restored:
        try:
            snapshot.load(Path(restored))
        except Exception as error:  # noqa: BLE001 - a damaged file raises any
            sys.exit(f"{restored} can't be loaded: {error}")  # as above
    run(listener, os.environ["AWS_SECRET_ACCESS_KEY"])


def _owner() -> int | None:
    """Return the process id after whose end the emulator ends too, from the environment; functions don't see it."""
    owner = os.environ.pop("SLIPWAY_OWNER_PID", "")
    return int(owner) if owner else None


def _fork_guarded(lock_file: Path, lock: int, listener: int, owner: int | None) -> None:
    """Return in a child process; this one ends all function workers once the child is gone, however it ended.

    It also ends everything when somebody deletes the emulator's folder, or when the owner has ended. It holds the
    lock until then: a free lock means that no process of the emulator is left.
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
    while not select.select([readable], [], [], _WATCH_INTERVAL)[0] and _is_same(lock_file, lock) and _runs(owner):
        pass
    _kill(group, child)
    os._exit(0)


def _is_same(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _runs(pid: int | None) -> bool:
    """Return whether a process runs; True for None. A zombie, which nobody may ever collect, does not run."""
    if pid is None:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        return True
    with contextlib.suppress(OSError):  # there is no /proc on macOS
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return True


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
