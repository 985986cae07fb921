"""The local AWS: one MiniStack for one directory, on 127.0.0.1, with IAM enforced."""

import contextlib
import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.local import environments, settings, supervisor
from slipway.system import folders


@dataclass(frozen=True)
class Emulator:
    """A running local AWS.

    Attributes:
        directory: holds all that it writes.
        port: on 127.0.0.1.
        pid: of MiniStack's process.
        started_at: ISO 8601, UTC.
        secret_access_key: of each account's root, whose access key id is the account's number.
        skip_patches: the patches that were left out, sorted.
    """

    directory: Path
    port: int
    pid: int
    started_at: str
    secret_access_key: str = field(repr=False)
    skip_patches: tuple[str, ...] = ()

    @property
    def endpoint_url(self) -> str:
        """The URL that all services answer at."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        """What MiniStack printed since its start."""
        return self.directory / "emulator.log"

    @property
    def iam_decisions_file(self) -> Path:
        """One JSON line for each authorization decision about a role."""
        return self.directory / "iam-decisions.jsonl"

    def target(self, region: str = settings.REGION, account_id: str = settings.ACCOUNT_ID) -> Target:
        """Return the target with the rights of an account's root; any 12 digits are an account."""
        return Target(self.endpoint_url, region, account_id, self.secret_access_key)


def up(
    directory: Path,
    *,
    port: int = 4566,
    environments_directory: Path | None = None,
    skip_patches: Collection[str] = (),
) -> Emulator:
    """Return the emulator of ``directory``, started clean unless it is running and well.

    Args:
        directory: belongs to the emulator, which ``down`` removes it with; made when it isn't there.
        port: to listen on; a free one is taken instead while something else listens there.
        environments_directory: of the virtual environments; by default ``environments`` beside ``directory``.
        skip_patches: patches to leave out, to see what MiniStack does without them.

    Raises:
        SlipwayError: there is no Python, a package can't be had, or MiniStack doesn't start.
    """
    directory = directory.resolve()
    with _lock(directory):
        running = status(directory)
        if running and running.skip_patches == tuple(sorted(skip_patches)):
            return running
        _clean(directory)
        return _start(directory, port, environments_directory, skip_patches, secrets.token_urlsafe(30))


def status(directory: Path) -> Emulator | None:
    """Return the emulator of ``directory`` if it is running and answers."""
    directory = directory.resolve()
    if not supervisor.is_running(_lock_file(directory)):
        return None
    try:
        emulator = _read(directory)
        is_current = emulator.pid == supervisor.process_id(_lock_file(directory))
    except (FileNotFoundError, ValueError, KeyError):  # its start was cut short
        return None
    return emulator if is_current and supervisor.is_healthy(emulator.port) else None


def down(directory: Path) -> None:
    """End the emulator of ``directory`` and all functions it runs, and remove the directory.

    Raises:
        SlipwayError: it can't be ended, or the directory holds something else.
    """
    directory = directory.resolve()
    with _lock(directory):
        _clean(directory)


def reset(directory: Path, *, environments_directory: Path | None = None) -> Emulator:
    """Start the emulator of ``directory`` anew, with nothing in it, on the port that it has.

    MiniStack's own reset leaves what a function does in the background, and what the patches remember.

    Raises:
        SlipwayError: it isn't running, or as ``up``.
    """
    directory = directory.resolve()
    with _lock(directory):
        running = status(directory)
        if not running:
            raise SlipwayError("the local AWS isn't running: start it with `slipway local up`")
        _clean(directory)
        return _start(directory, running.port, environments_directory, running.skip_patches, running.secret_access_key)


def _start(
    directory: Path,
    port: int,
    environments_directory: Path | None,
    skip_patches: Collection[str],
    secret_access_key: str,
) -> Emulator:
    environments_directory = environments_directory or directory.parent / "environments"
    python = environments.emulator_python(environments_directory)
    runtime_python = environments.runtime_python(environments_directory)
    directory.mkdir(parents=True, exist_ok=True)
    _lock_file(directory).touch()
    settings.make_folders(directory)
    listener = supervisor.listen(port)
    port = listener.getsockname()[1]
    log_file = directory / "emulator.log"
    supervisor.start(
        [str(python), "-P", "-m", "slipway_emulator"],
        _lock_file(directory),
        listener,
        environment=settings.environment(directory, port, runtime_python, skip_patches, secret_access_key),
        log_file=log_file,
    )
    supervisor.wait_until_healthy(port, _lock_file(directory), log_file)
    pid = supervisor.process_id(_lock_file(directory))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return _write(Emulator(directory, port, pid, now, secret_access_key, tuple(sorted(skip_patches))))


@contextlib.contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Let one process at a time start or end the emulator; the file stays, lest two have a lock each."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(directory.with_name(f"{directory.name}.lock")):
            yield
    except PermissionError as error:
        raise SlipwayError(
            f"{error.filename or directory} is another user's: was Slipway run with sudo before?"
        ) from error


def _lock_file(directory: Path) -> Path:
    return directory / "emulator.pid"


def _read(directory: Path) -> Emulator:
    record = json.loads((directory / "emulator.json").read_text())
    return Emulator(directory, **{**record, "skip_patches": tuple(record["skip_patches"])})


def _write(emulator: Emulator) -> Emulator:
    names = ("port", "pid", "started_at", "secret_access_key", "skip_patches")
    record = {name: getattr(emulator, name) for name in names}
    file = emulator.directory / "emulator.json"
    part = file.with_suffix(".part")
    part.touch(mode=0o600)  # whoever reads the secret is root of each account
    part.write_text(json.dumps(record, indent=2) + "\n")
    part.replace(file)
    return emulator


def _clean(directory: Path) -> None:
    """End what runs and remove the directory, unless it obviously is somebody else's."""
    lock_file = _lock_file(directory)
    supervisor.end(lock_file)
    if not directory.exists():
        return
    if any(directory.iterdir()) and not any(directory.glob("emulator.*")):
        raise SlipwayError(f"{directory} holds other files than those of a local AWS: remove them, or use another")
    for path in directory.iterdir():
        if path.is_dir():
            folders.remove(path)
        elif path != lock_file:  # it says whose the directory is, so it goes last
            path.unlink()
    lock_file.unlink(missing_ok=True)
    directory.rmdir()
