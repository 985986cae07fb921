"""The local git repositories that the local AWS reads in place of those of a connection."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.local import control
from slipway.system.private_folders import private_folder

# Ignore the user's configuration, and the variables of a git hook that runs Slipway.
_ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Git refuses repositories of other users, e.g. mounted into a container. Here it runs no code from them.
_GIT = ("git", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false")
# All files go into one pack: as a file each, thousands would be copied into each snapshot of the local AWS, and read by
# each build. https://git-scm.com/docs/git-config#Documentation/git-config.txt-corebigFileThreshold
_IN_ONE_PACK = ("-c", "core.bigFileThreshold=1")
_AUTHOR = ("-c", "user.name=Slipway", "-c", "user.email=slipway@example.com")
_BRANCH = "main"
_EXCLUDED = "/.slipway\n"  # which may be a link to another disk


def check(project: Project) -> None:
    """Raise SlipwayError if a repository's folder doesn't exist, or git is missing."""
    for name, path in project.repositories.items():
        if not (project.root / path).is_dir():
            raise SlipwayError(f"[repositories] of slipway.toml: {name}: there is no folder {project.root / path}")
    if project.repositories and not shutil.which("git"):
        raise SlipwayError("[repositories] of slipway.toml needs git, and there is none on PATH: install it")


def publish(project: Project) -> None:
    """Register the project's repositories with the running local AWS.

    For a folder without a branch, such as a project that was downloaded as a ZIP or checked out by GitHub Actions,
    creates a repository in the local AWS's folder. Its branch ``main`` has the folder's current files, except those in
    .gitignore.
    """
    for name in project.repositories:
        control.register_repository(project.local_directory, project.account, name, _repository(project, name))


def branch(project: Project) -> str:
    """Return the branch that is checked out in the project's folder.

    Without one, it is ``main``, the branch of the copy that `publish` creates.
    """
    return (shutil.which("git") and _branch(project.root)) or _BRANCH


def head(project: Project, name: str, branch: str) -> str | None:
    """Return the id of the newest commit on a branch of a published repository; None if it doesn't exist."""
    path = control.find_repository(project.local_directory, project.account, name)
    if not path:
        return None
    result = _run("-C", str(path), "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")
    return result.stdout.strip() or None


def commit_of_files(folder: Path) -> str:
    """Return a commit of a folder's current files, except those in .gitignore, that no branch and no index has.

    Raises:
        SlipwayError: the folder isn't the top of a git repository with a branch and a commit.
    """
    if not _branch(folder):
        raise SlipwayError(f"{folder} isn't the top of a git repository with a branch and a commit")
    with private_folder() as private:
        index, excluded = private / "index", private / "excluded"
        excluded.write_text(_EXCLUDED)
        here = ("-C", str(folder), "-c", f"core.excludesFile={excluded}")
        variables = {"GIT_INDEX_FILE": str(index)}
        _run_checked(*here, "add", "--all", variables=variables)
        tree = _run_checked(*here, "write-tree", variables=variables)
        return _run_checked(*_AUTHOR, *here, "commit-tree", "-p", "HEAD", "-m", "Files as they are saved", tree)


def _repository(project: Project, name: str) -> Path:
    folder = (project.root / project.repositories[name]).resolve()
    if _is_bare(folder) or _branch(folder):
        return folder
    git_directory = project.local_directory.resolve() / "repositories" / name
    _commit(folder, git_directory)
    return git_directory


def _is_bare(folder: Path) -> bool:
    return _run("-C", str(folder), "rev-parse", "--absolute-git-dir").stdout.strip() == str(folder)


def _branch(folder: Path) -> str | None:
    """Return the branch that is checked out in a folder, if the folder is the top of a work tree.

    Returns None before the first commit, too.
    """
    top = _run("-C", str(folder), "rev-parse", "--show-toplevel", "HEAD")
    if top.returncode or top.stdout.splitlines()[0] != str(folder.resolve()):
        return None
    return _run("-C", str(folder), "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip() or None


def _commit(folder: Path, git_directory: Path) -> None:
    """Commit the folder's current files, unless the last commit contains them; also after a run that was killed."""
    exclude = git_directory / "info" / "exclude"
    if not exclude.exists() or exclude.read_text(errors="replace") != _EXCLUDED:
        _run_checked("init", "--quiet", "--bare", f"--initial-branch={_BRANCH}", str(git_directory))
        exclude.write_text(_EXCLUDED)
    for lock in git_directory.rglob("*.lock"):  # one `slipway up` at a time uses the repository
        lock.unlink()
    here = ("--git-dir", str(git_directory), "--work-tree", str(folder))
    _run_checked(*_IN_ONE_PACK, *here, "add", "--all")
    if _run(*here, "diff", "--cached", "--quiet").returncode:
        _run_checked(*_AUTHOR, *here, "commit", "--quiet", "--message", f"Current files of {folder.name}")


def _run_checked(*arguments: str, variables: Mapping[str, str] = _ISOLATED) -> str:
    result = _run(*arguments, variables=variables)
    if result.returncode:
        raise SlipwayError(f"`git {' '.join(arguments)}` failed: {' '.join(result.stderr.split())}")
    return result.stdout.strip()


def _run(*arguments: str, variables: Mapping[str, str] = _ISOLATED) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {**_ISOLATED, **variables}
    return subprocess.run([*_GIT, *arguments], env=environment, capture_output=True, text=True, check=False)
