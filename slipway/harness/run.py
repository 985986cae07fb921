"""One test run: pytest's controller with its xdist workers, or pytest alone."""

import os
import shutil
import signal
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING

import pytest

from slipway.harness.naming import unique_name
from slipway.system import held_folders

if TYPE_CHECKING:
    from slipway.local.emulator import Emulator

# The account that all workers share on the local AWS; the number of a worker's own is higher.
SHARED_ACCOUNT_ID = "100000000000"
# Followed by the process id of the controller, which a run in another container may have too, and by the run's name.
_PREFIX = "test-run-"
_LOCK = "controller.lock"  # held by the controller while it runs
_DECISIONS = "iam-decisions.jsonl"
_DIRECTORY, _NAME = "slipway_run_directory", "slipway_run_name"
_run_name = pytest.StashKey[str]()
_held = pytest.StashKey[IO[str]]()


def directory(config: pytest.Config) -> Path:
    """Return the folder of this run, the same in the controller and in each worker; it may not exist yet.

    The next run removes a folder whose controller has ended, so call `hold` before anything is written into it.
    """
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        return Path(worker_input[_DIRECTORY])
    return config.rootpath / ".slipway" / f"{_PREFIX}{os.getpid()}-{name(config)}"


def hold(config: pytest.Config) -> Path:
    """Return the folder of this run, which exists and is kept from now on until the controller ends."""
    folder = directory(config)
    if not hasattr(config, "workerinput") and _held not in config.stash:
        config.stash[_held] = held_folders.hold(folder, _LOCK)
    return folder


def name(config: pytest.Config) -> str:
    """Return a unique name of this run, the same in the controller and in each worker."""
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        return str(worker_input[_NAME])
    return config.stash.setdefault(_run_name, unique_name())


def worker_input(config: pytest.Config) -> dict[str, str]:
    """Return the values that xdist passes from the controller to a worker, from which that knows its run."""
    with suppress(OSError):  # a run that can't write there starts no local AWS
        hold(config)
    return {_DIRECTORY: str(directory(config)), _NAME: name(config)}


def account_id(config: pytest.Config) -> str:
    """Return the account of this worker on the local AWS, which it shares with no other; without xdist, the shared."""
    worker_input = getattr(config, "workerinput", None)
    number = 1 + int(worker_input["workerid"].removeprefix("gw")) if worker_input is not None else 0
    return str(int(SHARED_ACCOUNT_ID) + number)


def local_aws(run_directory: Path, name: str = "local", *, skip_patches: Collection[str] = ()) -> "Emulator":
    """Return a local AWS of a run, started if no worker has done so. It ends with the run's controller at the latest.

    It has virtual environments in common with those of all other runs, and a free port.

    Args:
        run_directory: directory of the run, as from `directory`.
        name: name of the local AWS in this run.
        skip_patches: see `slipway.local.emulator.up`.
    """
    from slipway.local import emulator  # noqa: PLC0415 - a run that needs no local AWS doesn't pay for it

    _end_stale_runs(run_directory.parent)
    return emulator.up(
        run_directory / name,
        port=0,
        environments_directory=run_directory.parent / "environments",
        skip_patches=skip_patches,
        owner_pid=_controller_pid(run_directory),
    )


def decisions_file(config: pytest.Config) -> Path:
    """Return the file with the decisions about roles of this run's local AWS; it exists once there is one."""
    return directory(config) / "local" / _DECISIONS


def end(run_directory: Path) -> None:
    """End every local AWS of a run. Logs and decisions about roles stay until the next run that starts one."""
    if run_directory.exists():
        from slipway.local import emulator  # noqa: PLC0415 - as above

        for record in list(run_directory.glob("*/emulator.pid")):
            for kept, name in (("emulator.log", ".log"), (_DECISIONS, f"-{_DECISIONS}")):
                with suppress(FileNotFoundError):
                    shutil.copy(record.with_name(kept), run_directory / f"{record.parent.name}{name}")
            emulator.down(record.parent)
        if [path.name for path in run_directory.iterdir()] == [_LOCK]:
            shutil.rmtree(run_directory)


def interrupt_on_sigterm() -> None:
    """Have SIGTERM interrupt pytest, as Ctrl-C does, so that stacks are destroyed.

    Otherwise pytest would end immediately. Another handler, e.g. of a program that runs pytest, stays.
    """
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        pid = os.getpid()

        def interrupt(number: int, _frame: FrameType | None) -> None:
            if os.getpid() == pid:
                raise KeyboardInterrupt("SIGTERM")
            signal.signal(number, signal.SIG_DFL)  # a fork, e.g. of multiprocessing, ends as if there was no handler
            os.kill(os.getpid(), number)

        signal.signal(signal.SIGTERM, interrupt)


def _end_stale_runs(parent: Path) -> None:
    """Remove the folders of runs whose controller has ended, and end every local AWS of theirs."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with held_folders.unless_held(folder, _LOCK) as is_stale:
            if is_stale:
                end(folder)
                shutil.rmtree(folder, ignore_errors=True)


def _controller_pid(run_directory: Path) -> int:
    return int(run_directory.name.removeprefix(_PREFIX).partition("-")[0])
