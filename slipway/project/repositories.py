"""The git repositories that the local AWS reads in place of those that a connection leads to."""

import os
import shutil
import subprocess
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.local import control

# Neither a user's hooks, signatures nor filters decide what is committed, nor a hook's variables where.
_ISOLATED = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
# Git refuses the repository of another user, as in a container with the project mounted; nothing of it is run here.
_GIT = ("git", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false")
_AUTHOR = ("-c", "user.name=Slipway", "-c", "user.email=slipway@example.com")
_BRANCH = "main"


def check(project: Project) -> None:
    """Raise SlipwayError if a repository's folder isn't there, or there is no git to read it with."""
    for name, path in project.repositories.items():
        if not (project.root / path).is_dir():
            raise SlipwayError(f"[repositories] of slipway.toml: {name}: there is no folder {project.root / path}")
    if project.repositories and not shutil.which("git"):
        raise SlipwayError("[repositories] of slipway.toml needs git, and there is none on PATH: install it")


def publish(project: Project) -> None:
    """Tell the running local AWS where the project's repositories are.

    A folder without a branch of its own, as of a project that was downloaded as a ZIP or checked out by GitHub
    Actions, gets a repository below the local AWS's folder, whose branch ``main`` has the folder's files as they are
    now, but for those that .gitignore names.
    """
    for name in project.repositories:
        control.register_repository(project.local_directory, project.account, name, _repository(project, name))


def branch(project: Project) -> str:
    """Return the branch that is checked out in the project's folder.

    It is ``main`` where that is no repository, or has a commit checked out, or none: what is published then is a copy.
    """
    return (shutil.which("git") and _branch(project.root)) or _BRANCH


def head(project: Project, name: str, branch: str) -> str | None:
    """Return the id of the newest commit of a branch of a published repository; None if it isn't there."""
    path = control.find_repository(project.local_directory, project.account, name)
    if not path:
        return None
    found = _run("-C", str(path), "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")
    return found.stdout.strip() or None


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
    """Return the branch checked out in a folder that is the top of a work tree, rather than something inside of one.

    None also before the first commit, when there is nothing on the branch yet.
    """
    top = _run("-C", str(folder), "rev-parse", "--show-toplevel", "HEAD")
    if top.returncode or top.stdout.splitlines()[0] != str(folder.resolve()):
        return None
    return _run("-C", str(folder), "symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip() or None


def _commit(folder: Path, git_directory: Path) -> None:
    """Commit the folder's files as they are, unless the last commit has them so."""
    if not git_directory.exists():
        _checked("init", "--quiet", "--bare", f"--initial-branch={_BRANCH}", str(git_directory))
        (git_directory / "info" / "exclude").write_text("/.slipway/\n")
    here = ("--git-dir", str(git_directory), "--work-tree", str(folder))
    _checked(*here, "add", "--all")
    if _run(*here, "diff", "--cached", "--quiet").returncode:
        _checked(*_AUTHOR, *here, "commit", "--quiet", "--message", f"{folder.name} as it is")


def _checked(*arguments: str) -> None:
    result = _run(*arguments)
    if result.returncode:
        raise SlipwayError(f"`git {' '.join(arguments)}` failed: {' '.join(result.stderr.split())}")


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _ISOLATED
    return subprocess.run([*_GIT, *arguments], env=environment, capture_output=True, text=True, check=False)
