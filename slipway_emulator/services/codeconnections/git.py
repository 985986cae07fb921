"""What is looked at in a git repository of this machine."""

import subprocess
from pathlib import Path

_AUTHOR = {"author-id": "%ae", "author-display-name": "%an", "author-email": "%ae", "author-date": "%aI"}
_TIMEOUT = 30  # seconds; all of it is local


def refs(repository: Path) -> dict[str, str]:
    """Return the commit of each branch (``refs/heads/…``) and tag (``refs/tags/…``); none if there is no repository."""
    form = "--format=%(refname) %(objectname) %(*objectname)"
    try:
        lines = _git(repository, "for-each-ref", form, "refs/heads", "refs/tags").splitlines()
    except (subprocess.SubprocessError, OSError):
        return {}
    # An annotated tag is an object of its own; the commit that it is on comes last.
    return {line.split()[0]: line.split()[-1] for line in lines}


def changed_files(repository: Path, before: str | None, after: str) -> tuple[str, ...]:
    """Return the paths that differ between two commits.

    Without ``before``, or when it is there no more since the branch was rewritten, those that ``after`` alone changed.
    """
    if before and _has(repository, before):
        listed = _git(repository, "diff", "--name-only", "-z", before, after)
    else:
        listed = _git(repository, "diff-tree", "--no-commit-id", "--name-only", "--root", "-m", "-r", "-z", after)
    return tuple(dict.fromkeys(filter(None, listed.split("\0"))))


def _has(repository: Path, commit: str) -> bool:
    try:
        _git(repository, "cat-file", "-e", f"{commit}^{{commit}}")
    except subprocess.CalledProcessError:
        return False
    return True


def described(repository: Path, commit: str) -> dict[str, str]:
    """Return the author and the message of a commit, as CodePipeline's events name them."""
    *author, message = _git(
        repository, "show", "-s", f"--format={'%x00'.join([*_AUTHOR.values(), '%B'])}", commit
    ).split("\0")
    return dict(zip(_AUTHOR, author, strict=True)) | {"commit-message": message.strip()}


def _git(repository: Path, *arguments: str) -> str:
    # The emulator may run as another user than the repository's owner, e.g. in a container.
    command = ["git", "-c", "safe.directory=*", "-C", str(repository), *arguments]
    output = subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT).stdout
    return output.decode(errors="replace")  # file names and messages are in whatever encoding they were made in
