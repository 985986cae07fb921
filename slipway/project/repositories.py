"""The git repositories that the local AWS reads in place of those that a connection leads to."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from slipway.config import Project
from slipway.errors import SlipwayError

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

    A folder that is no repository, as of a project that was downloaded as a ZIP, gets one of its own below the local
    AWS's folder, whose branch ``main`` has the folder's files as they are now, but for those that .gitignore names.
    """
    paths = {name: str(_repository(project, name)) for name in project.repositories}
    file = _file(project)
    part = file.with_suffix(".part")
    part.write_text(json.dumps({project.account: paths}, indent=2) + "\n")
    part.replace(file)


def head(project: Project, name: str, branch: str) -> str | None:
    """Return the id of the newest commit of a branch of a published repository; None if it isn't there."""
    path = json.loads(_file(project).read_text())[project.account].get(name)
    if not path:
        return None
    found = _run("-C", path, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")
    return found.stdout.strip() or None


def _file(project: Project) -> Path:
    return project.local_directory / "repositories.json"


def _repository(project: Project, name: str) -> Path:
    folder = (project.root / project.repositories[name]).resolve()
    if _is_repository(folder):
        return folder
    git_directory = project.local_directory.resolve() / "repositories" / name
    _commit(folder, git_directory)
    return git_directory


def _is_repository(folder: Path) -> bool:
    """Tell whether the folder is the top of a work tree, or a bare repository, rather than something inside of one."""
    options = ("--show-toplevel", "--absolute-git-dir")
    return any(_run("-C", str(folder), "rev-parse", option).stdout.strip() == str(folder) for option in options)


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
