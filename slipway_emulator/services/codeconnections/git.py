"""Reads git repositories on this machine."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Below the folder of a repository: https://git-scm.com/docs/gitrepository-layout
_REFS = ("packed-refs", "refs", "reftable")
_TIMEOUT = 120  # seconds; every command is local

_Version = tuple[tuple[object, ...], ...]
# By repository: the version of the files with its refs, and the refs.
_known: dict[Path, tuple[_Version, dict[str, str]]] = {}


@dataclass(frozen=True)
class Commit:
    """A commit; ``date`` is the author's, in ISO 8601."""

    id: str
    author_name: str
    author_email: str
    date: str
    message: str


def refs(repository: Path) -> dict[str, str]:
    """Return the commit of each branch (``refs/heads/…``), tag (``refs/tags/…``) and pull request (``refs/pull/…``).

    It is empty without a repository. Pipelines ask each second, and git takes 5 ms of CPU time: it is asked again when
    the files have changed.
    """
    version = _refs_version(repository)  # before the refs, which may change meanwhile
    known = _known.get(repository)
    if known and version == known[0]:
        return dict(known[1])
    form = "--format=%(refname) %(objectname) %(*objectname)"
    try:
        lines = _text(repository, "for-each-ref", form, "refs/heads", "refs/tags", "refs/pull").splitlines()
    except (subprocess.SubprocessError, OSError):
        return {}
    # An annotated tag has an object id too; the commit that it points to comes last.
    found = {line.split()[0]: line.split()[-1] for line in lines}
    if version:
        _known[repository] = version, found
    return dict(found)


def _refs_version(repository: Path) -> _Version | None:
    """Return what changes with each change of the refs; None if that isn't known.

    Git replaces the file of a ref that changes: it has another inode.
    """
    folder = next((each for each in (repository / ".git", repository) if (each / "HEAD").is_file()), None)
    return tuple(_file_versions(folder)) if folder else None


def _file_versions(folder: Path) -> Iterator[tuple[object, ...]]:
    for top in (str(folder / name) for name in _REFS):
        yield _file_version(top)
        for directory, folders, files in os.walk(top):
            yield from (_file_version(f"{directory}/{name}") for name in (*folders, *files))


def _file_version(path: str) -> tuple[object, ...]:
    try:
        found = os.stat(path)  # noqa: PTH116 - takes a third of the time of a Path
    except OSError:
        return (path,)
    return path, found.st_ino, found.st_mtime_ns, found.st_size


def changed_files(repository: Path, before: str | None, after: str) -> tuple[str, ...]:
    """Return the paths that differ between two commits.

    Without ``before``, or if it no longer exists because the branch was rewritten, return the paths that the commit
    ``after`` changed.
    """
    if before and _exists(repository, before):
        paths = _text(repository, "diff", "--name-only", "-z", before, after)
    else:
        paths = _text(repository, "diff-tree", "--no-commit-id", "--name-only", "--root", "-m", "-r", "-z", after)
    return tuple(dict.fromkeys(filter(None, paths.split("\0"))))


def changed_since_fork(repository: Path, target: str, commit: str) -> tuple[str, ...]:
    """Return the paths that a commit changes since its history left a branch; none if there is no such branch."""
    try:
        paths = _text(repository, "diff", "--name-only", "-z", f"refs/heads/{target}...{commit}")
    except subprocess.CalledProcessError:
        return ()
    return tuple(filter(None, paths.split("\0")))


def describe(repository: Path, commit: str) -> Commit:
    """Return the author and the message of a commit."""
    output = _text(repository, "show", "-s", "--format=%H%x00%an%x00%ae%x00%aI%x00%B", commit)
    id_, name, email, date, message = output.split("\0")
    return Commit(id_, name, email, date, message.strip())


def run(repository: Path, *arguments: str) -> bytes:
    """Return the output of a git command.

    Raises:
        subprocess.SubprocessError: the command failed, or took longer than two minutes.
        OSError: there is no git.
    """
    # The emulator may run as another user than the repository's owner, e.g. in a container.
    command = ["git", "-c", "safe.directory=*", "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT).stdout


def _exists(repository: Path, commit: str) -> bool:
    try:
        run(repository, "cat-file", "-e", f"{commit}^{{commit}}")
    except subprocess.CalledProcessError:
        return False
    return True


def _text(repository: Path, *arguments: str) -> str:
    return run(repository, *arguments).decode(errors="replace")  # file names and messages can have any encoding
