"""Snapshots of the local AWS: its state, and the working data of Terraform and Slipway beside it.

A snapshot is a folder of ``.slipway/snapshots``. Terraform's states are objects in the local AWS's S3, so they are part
of its state.
"""

import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from slipway.aws import loopback
from slipway.errors import SlipwayError
from slipway.local import distribution, emulator
from slipway.local.emulator import Emulator
from slipway.system import folders

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_RECORD, _STATE, _FILES = "snapshot.json", "state", "files"
# Of the process that runs.
_OF_THE_PROCESS = re.compile(r"emulator\..*|data|iam-decisions\.jsonl|invocations(\.1)?\.jsonl|.*\.(lock|part)")
# Their existence shows the next run that one was interrupted, their content what one does that still runs.
_MARKERS = re.compile(r"applying-.*|deploying")
_TIMEOUT = 60  # seconds


@dataclass(frozen=True)
class Snapshot:
    """A snapshot.

    Attributes:
        folder: contains it; its name is the snapshot's.
        created_at: ISO 8601, UTC.
        port: port of the local AWS. Terraform's states have URLs with it.
        fingerprint: fingerprint of the emulator's code.
        digest: SHA-256 of its state.
    """

    folder: Path
    created_at: str
    port: int
    fingerprint: str
    digest: str

    @property
    def name(self) -> str:
        """The name."""
        return self.folder.name

    @property
    def files(self) -> Path:
        """The folder of the working data of Terraform and Slipway."""
        return self.folder / _FILES

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(path.lstat().st_size for path in self.folder.rglob("*"))


def save(directory: Path, name: str) -> Snapshot:
    """Save the running local AWS of a directory; replaces a snapshot of the same name.

    Raises:
        SlipwayError: it isn't running, a pipeline is, or the name isn't valid.
    """
    folder = _folder(directory, name)
    running = emulator.status(directory)
    if not running:
        raise SlipwayError("the local AWS isn't running: start it with `slipway local up`")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_name(".lock")):
        _remove_parts(folder.parent)
        _write(running, directory, folder)
    return find(directory, name)


def _write(running: Emulator, directory: Path, folder: Path) -> None:
    part, old = (folder.with_name(f".{kind}-{folder.name}") for kind in ("part", "old"))
    try:
        part.mkdir(mode=0o700)  # the state has secrets
        descriptor = os.open(part / _STATE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        state = _state(running)
        with os.fdopen(descriptor, "wb") as file:
            file.write(state)
        _copy(directory, part / _FILES)
        record = {
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "port": running.port,
            "fingerprint": distribution.find().fingerprint,
            "digest": hashlib.sha256(state).hexdigest(),
        }
        (part / _RECORD).write_text(json.dumps(record))
        if folder.exists():
            folder.rename(old)  # takes no time, unlike its removal, in which this process may be killed
        part.rename(folder)
    finally:
        _remove_parts(folder.parent)


def _remove_parts(root: Path) -> None:
    """Remove what a save has left that was killed. A snapshot that it was about to replace stays."""
    for path in (*root.glob(".part-*"), *root.glob(".old-*")):
        replaced = root / path.name.removeprefix(".old-")
        if path.name.startswith(".old-") and not replaced.exists():
            path.rename(replaced)
        else:
            folders.remove(path)


def load(directory: Path, name: str) -> Emulator:
    """Replace the local AWS of a directory with a snapshot.

    Raises:
        SlipwayError: there is no such snapshot, another version of Slipway has made it, another user may have written
            it, its state is damaged, or its port is in use.
    """
    snapshot = find(directory, name)
    _check(directory, snapshot)  # before anything is deleted
    emulator.down(directory)
    try:
        running = emulator.up(directory, port=snapshot.port, state=snapshot.folder / _STATE)
        _copy(snapshot.files, directory)
    except BaseException:
        emulator.down(directory)
        raise
    return running


def _check(directory: Path, snapshot: Snapshot) -> None:
    status = snapshot.folder.lstat()
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        raise SlipwayError(f"{snapshot.folder} must be a folder of this user with the permissions 0700: delete it")
    if snapshot.fingerprint != distribution.find().fingerprint:
        raise SlipwayError(f"the snapshot {snapshot.name} was made by another version of Slipway: delete it")
    with (snapshot.folder / _STATE).open("rb") as state:
        if hashlib.file_digest(state, "sha256").hexdigest() != snapshot.digest:
            raise SlipwayError(f"the snapshot {snapshot.name} is damaged: delete it")
    if emulator.recorded_port(directory) != snapshot.port:
        emulator.check_port(snapshot.port)


def find(directory: Path, name: str) -> Snapshot:
    """Return a snapshot.

    Raises:
        SlipwayError: there is no such snapshot.
    """
    for snapshot in find_all(directory):
        if snapshot.name == name:
            return snapshot
    if _NAME.fullmatch(name) and (_root(directory) / name).exists():
        raise SlipwayError(f"{_root(directory) / name} isn't a complete snapshot: delete it")
    known = ", ".join(snapshot.name for snapshot in find_all(directory)) or "none"
    raise SlipwayError(f"there is no snapshot {name}; there are: {known}")


def find_all(directory: Path) -> Iterator[Snapshot]:
    """Yield the complete snapshots of the local AWS of a directory, by name."""
    for file in sorted(_root(directory).glob(f"[!.]*/{_RECORD}")):
        if snapshot := _read(file):
            yield snapshot


def _read(file: Path) -> Snapshot | None:
    with suppress(ValueError, KeyError, TypeError):  # damaged, or by another version of Slipway
        record = json.loads(file.read_text())
        texts = (str(record[key]) for key in ("fingerprint", "digest"))
        snapshot = Snapshot(file.parent, str(record["created_at"]), int(record["port"]), *texts)
        if (file.parent / _STATE).is_file() and snapshot.files.is_dir():
            return snapshot
    return None


def delete(directory: Path, name: str) -> None:
    """Delete a snapshot.

    Raises:
        SlipwayError: there is no such snapshot.
    """
    folders.remove(find(directory, name).folder)


def _copy(source: Path, target: Path) -> None:
    """Copy the files of a local AWS that aren't of its process."""
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        if path.is_dir() and not _OF_THE_PROCESS.fullmatch(path.name):
            shutil.copytree(path, target / path.name, symlinks=True)
        elif _MARKERS.fullmatch(path.name):
            (target / path.name).touch()
        elif not _OF_THE_PROCESS.fullmatch(path.name):
            shutil.copy2(path, target / path.name)


def _state(running: Emulator) -> bytes:
    response = loopback.post(f"{running.endpoint_url}/_slipway/snapshot", running.secret_access_key, timeout=_TIMEOUT)
    if response.status_code == 409:
        raise SlipwayError(f"a pipeline is running: {response.text}: save the snapshot when it has ended")
    if not response.ok:
        raise SlipwayError(f"the local AWS can't be saved (its log: {running.log_file})")
    return response.content


def _folder(directory: Path, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise SlipwayError(f"a snapshot's name has a-z 0-9 - _ and at most 63 characters, not {name!r}")
    return _root(directory) / name


def _root(directory: Path) -> Path:
    return directory.with_name("snapshots")
