"""Reads git repositories on this machine."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

_TIMEOUT = 120  # seconds; every command is local


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

    It is empty without a repository.
    """
    form = "--format=%(refname) %(objectname) %(*objectname)"
    try:
        lines = _text(repository, "for-each-ref", form, "refs/heads", "refs/tags", "refs/pull").splitlines()
    except (subprocess.SubprocessError, OSError):
        return {}
    # An annotated tag has an object id too; the commit that it points to comes last.
    return {line.split()[0]: line.split()[-1] for line in lines}


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
