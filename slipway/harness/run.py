"""One test run: pytest's controller with its xdist workers, or pytest alone."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

    from slipway.local.emulator import Emulator

_PREFIX = "test-run-"  # followed by the process id of the controller, which no two live runs share


def directory(config: "pytest.Config") -> Path:
    """Return the folder of this run, the same in the controller and in each worker; it may not exist yet."""
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        return Path(worker_input["slipway_run_directory"])
    return config.rootpath / ".slipway" / f"{_PREFIX}{os.getpid()}"


def account_id(config: "pytest.Config") -> str:
    """Return the account that this worker has to itself on the local AWS: 100000000000 without xdist."""
    worker_input = getattr(config, "workerinput", None)
    number = 1 + int(worker_input["workerid"].removeprefix("gw")) if worker_input is not None else 0
    return str(100_000_000_000 + number)


def local_aws(run_directory: Path) -> "Emulator":
    """Return the local AWS of a run, started if this is the first call of all workers.

    It has virtual environments in common with all other runs, and a free port to itself.
    """
    from slipway.local import emulator  # noqa: PLC0415 - a run that needs no local AWS doesn't pay for it

    _end_stale_runs(run_directory.parent)
    environments = run_directory.parent / "environments"
    return emulator.up(run_directory / "local", port=0, environments_directory=environments)


def end(run_directory: Path) -> None:
    """End what a run has started. The log stays until the next run that starts a local AWS."""
    if run_directory.exists():
        from slipway.local import emulator, supervisor  # noqa: PLC0415 - as above

        for lock_file in run_directory.glob("provider-*/*.pid"):
            supervisor.end(lock_file)

        with suppress(FileNotFoundError):
            shutil.copy(run_directory / "local" / "emulator.log", run_directory)
        emulator.down(run_directory / "local")


def _end_stale_runs(parent: Path) -> None:
    """Clear away after the runs whose controller is gone; one that was killed left its local AWS running."""
    from filelock import FileLock  # noqa: PLC0415 - as above

    parent.mkdir(parents=True, exist_ok=True)
    with FileLock(parent / "stale-runs.lock"):  # the workers of this run begin at the same time
        for stale in parent.glob(f"{_PREFIX}*"):
            if not _is_alive(int(stale.name.removeprefix(_PREFIX))):
                end(stale)
                shutil.rmtree(stale, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # it is another user's
        return True
    return True
