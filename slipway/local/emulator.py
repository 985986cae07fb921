"""Starting and stopping the local AWS: one MiniStack process per directory, on 127.0.0.1, with IAM enforced."""

import contextlib
import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from slipway.aws.target import Target
from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.local import decisions, environments, settings, supervisor
from slipway.system import folders
from slipway.system.files import replace_content

DEFAULT_PORT = 4566
_IN_USE = "port {} is in use by another program, and the snapshot has URLs with it"


@dataclass(frozen=True)
class Emulator:
    """A running local AWS.

    Attributes:
        directory: contains all its files.
        port: port on 127.0.0.1.
        pid: pid of MiniStack's process.
        started_at: ISO 8601, UTC.
        secret_access_key: secret access key of each account's root user, whose access key id is the account's number.
        skip_patches: the patches that weren't applied, sorted.
    """

    directory: Path
    port: int
    pid: int
    started_at: str
    secret_access_key: str = field(repr=False)
    skip_patches: tuple[str, ...] = ()

    @property
    def endpoint_url(self) -> str:
        """The URL of all services."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log_file(self) -> Path:
        """MiniStack's output since its start."""
        return self.directory / "emulator.log"

    @property
    def iam_decisions_file(self) -> Path:
        """A file with a line of JSON for each authorization decision about a role."""
        return self.directory / decisions.FILE_NAME

    def target(self, region: str = settings.REGION, account_id: str = settings.ACCOUNT_ID) -> Target:
        """Return the target with the credentials of an account's root user; any 12 digits are an account."""
        return Target(self.endpoint_url, region, account_id, self.secret_access_key)


def up(
    directory: Path,
    *,
    port: int = DEFAULT_PORT,
    environments_directory: Path | None = None,
    skip_patches: Collection[str] = (),
    owner_pid: int | None = None,
    state: Path | None = None,
) -> Emulator:
    """Return the emulator of ``directory``; start it with a clean state unless it is running and healthy.

    Args:
        directory: directory for the emulator's files only; created if it is missing, and deleted by ``down``.
        port: preferred port; a free one is used if it is in use.
        environments_directory: folder of the virtual environments; by default ``environments`` next to ``directory``.
        skip_patches: names of patches to leave out, to test MiniStack without them.
        owner_pid: the emulator ends within about a second after this process ends; by default it runs until ``down``.
        state: file of a snapshot, whose state it starts with instead. A port other than 0 must then be free.

    Raises:
        SlipwayError: there is no Python, a package can't be installed, or MiniStack doesn't start.
    """
    directory = directory.resolve()
    with _lock(directory):
        running = status(directory)
        if running and running.skip_patches == tuple(sorted(skip_patches)):
            return running
        _stop(directory)
        secret = secrets.token_urlsafe(30)
        return _start(directory, port, environments_directory, skip_patches, secret, owner_pid, state)


def status(directory: Path) -> Emulator | None:
    """Return the emulator of ``directory``; None if it isn't running and healthy."""
    directory = directory.resolve()
    if not supervisor.is_running(_lock_file(directory)):
        return None
    try:
        emulator = _read(directory)
        is_current = emulator.pid == supervisor.process_id(_lock_file(directory))
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # interrupted, or by another version of Slipway
        return None
    return emulator if is_current and supervisor.is_healthy(emulator.port) else None


def recorded_port(directory: Path) -> int | None:
    """Return the port of the emulator of ``directory``, also after it has died; None if none was started there."""
    try:
        return _read(directory.resolve()).port
    except (FileNotFoundError, ValueError, KeyError, TypeError):  # interrupted, or by another version of Slipway
        return None


def check_port(port: int) -> None:
    """Raise SlipwayError if a program listens on the port of a snapshot."""
    if supervisor.is_in_use(port):
        raise SlipwayError(_IN_USE.format(port))


def down(directory: Path) -> None:
    """Stop the emulator of ``directory`` and its functions, and delete the directory.

    Raises:
        SlipwayError: it can't be stopped, or the directory contains other files.
    """
    directory = directory.resolve()
    with _lock(directory):
        _stop(directory)


def reset(directory: Path, *, environments_directory: Path | None = None) -> Emulator:
    """Restart the emulator of ``directory`` with a clean state, on the same port.

    MiniStack's own reset keeps background work of functions and the state of the patches.

    Raises:
        SlipwayError: it isn't running, or can't be started; see `up`.
    """
    directory = directory.resolve()
    with _lock(directory):
        running = status(directory)
        if not running:
            raise SlipwayError("the local AWS isn't running: start it with `slipway local up`")
        _stop(directory)
        return _start(directory, running.port, environments_directory, running.skip_patches, running.secret_access_key)


def _start(
    directory: Path,
    port: int,
    environments_directory: Path | None,
    skip_patches: Collection[str],
    secret_access_key: str,
    owner_pid: int | None = None,
    state: Path | None = None,
) -> Emulator:
    environments_directory = environments_directory or directory.parent / "environments"
    python = environments.emulator_python(environments_directory)
    runtime_python = environments.runtime_python(environments_directory)
    listener = supervisor.listen(port)
    preferred, port = port, listener.getsockname()[1]
    if state and preferred not in (0, port):
        listener.close()
        raise SlipwayError(_IN_USE.format(preferred))
    directory.mkdir(parents=True, exist_ok=True)
    _lock_file(directory).touch()
    settings.make_folders(directory)
    if preferred not in (0, port):
        say(f"port {preferred} is in use by another program: the local AWS listens on {port}")
    log_file = directory / "emulator.log"
    supervisor.start(
        [str(python), "-P", "-m", "slipway_emulator"],
        _lock_file(directory),
        listener,
        environment=settings.environment(
            directory, port, runtime_python, skip_patches, secret_access_key, owner_pid, state
        ),
        log_file=log_file,
    )
    supervisor.wait_until_healthy(port, _lock_file(directory), log_file)
    pid = supervisor.process_id(_lock_file(directory))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return _write(Emulator(directory, port, pid, now, secret_access_key, tuple(sorted(skip_patches))))


@contextlib.contextmanager
def _lock(directory: Path) -> Iterator[None]:
    """Let one process at a time start or stop the emulator; deleting the file would allow two locks."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(directory.with_name(f"{directory.name}.lock")):
            yield
    except PermissionError as error:
        raise SlipwayError(
            f"{error.filename or directory} belongs to another user: was Slipway run with sudo before?"
        ) from error


def _lock_file(directory: Path) -> Path:
    return directory / "emulator.pid"


def _read(directory: Path) -> Emulator:
    record = json.loads((directory / "emulator.json").read_text())
    return Emulator(directory, **{**record, "skip_patches": tuple(record["skip_patches"])})


def _write(emulator: Emulator) -> Emulator:
    names = ("port", "pid", "started_at", "secret_access_key", "skip_patches")
    record = {name: getattr(emulator, name) for name in names}
    text = json.dumps(record, indent=2) + "\n"
    replace_content(emulator.directory / "emulator.json", text, is_private=True)  # the secret is every account's root's
    return emulator


def _stop(directory: Path) -> None:
    """Stop the emulator and delete its directory, unless the directory obviously belongs to something else."""
    lock_file = _lock_file(directory)
    supervisor.end(lock_file)
    if not directory.exists():
        return
    if any(directory.iterdir()) and not any(directory.glob("emulator.*")):
        raise SlipwayError(
            f"{directory} contains files that aren't the local AWS's: remove them, or use another directory"
        )
    for path in directory.iterdir():
        if path.is_dir():
            folders.remove(path)
        elif path != lock_file:  # it identifies the directory, so it is deleted last
            path.unlink()
    lock_file.unlink(missing_ok=True)
    directory.rmdir()
