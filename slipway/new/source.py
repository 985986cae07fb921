"""Where a new project takes Slipway from: its modules, its workflows and the tool."""

import json
import os
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from slipway.console.progress import say
from slipway.errors import SlipwayError
from slipway.system import process

_TIMEOUT = 20  # seconds
_REPOSITORY = "https://github.com/example/slipway.git"
# No credentials, query or other characters with a meaning in Terraform's or pip's syntax of a source.
_URL = re.compile(r"((https?|ssh|git)://(\w[\w.-]*@)?\w[\w.-]*(:[0-9]+)?|file://)(/[\w.~+-]+)+", re.ASCII)
_FOLDER = re.compile(r"[^\x00-\x1f\"'\\$%?*#`\udc80-\udcff]+")
_GITHUB = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True)
class Source:
    """A repository of Slipway.

    Attributes:
        repository: what a module's source begins with, up to ``//``.
        ref: what a module's source ends with; empty for a folder.
        requirement: the tool, for pip.
        workflows: ``owner/name`` on GitHub.
        tag: tag of the release, e.g. ``v0.2.0``.
    """

    repository: str
    ref: str
    requirement: str
    workflows: str
    tag: str


def find(given: str | None) -> Source:
    """Return the source that was given, or the one that this ``slipway`` was installed from.

    Args:
        given: URL of a git repository, or a folder with a clone. Default: the repository of the installed ``slipway``
            if it came from one, else Slipway's own.

    Raises:
        SlipwayError: it is neither a URL nor a clone, or has characters that a module's source can't have.
    """
    tag = f"v{metadata.version('slipway')}"
    url = given if given is not None else _installed_from() or _REPOSITORY
    if "://" not in url:
        folder = _clone(url)
        return Source(folder.as_posix(), "", folder.as_uri(), _owner_and_name(_REPOSITORY), tag)
    url = url.removesuffix("/")
    if not _URL.fullmatch(url):
        raise SlipwayError(
            f"--source {url}: write the URL of a git repository, without a password, a tag or a query: "
            "https://github.com/acme/slipway.git or ssh://git@github.com/acme/slipway.git"
        )
    return Source(f"git::{url}", f"?ref={tag}", f"git+{url}@{tag}", _owner_and_name(url), tag)


def check_tag(source: Source) -> None:
    """Ask a git repository for the tag of the release, without which the new project can install and plan nothing.

    A folder with a clone needs none. A repository that can't be read now is only reported.

    Raises:
        SlipwayError: the repository doesn't have the tag.
    """
    if not source.ref:
        return
    url = source.repository.removeprefix("git::")
    asked = _git("ls-remote", "--tags", url, f"refs/tags/{source.tag}")
    if asked.exit_code == 0 and not asked.stdout.strip():
        raise SlipwayError(
            f"{url} has no tag {source.tag}, from which the project would take its modules and workflows: push the "
            "tag, install the slipway of a release that the repository has, or name a clone with --source PATH"
        )
    if asked.exit_code != 0:
        reason = next(reversed(asked.stderr.strip().splitlines()), "git doesn't respond")
        say(f"can't see whether {url} has the tag {source.tag}, which the project needs: {reason}")


def _git(*arguments: str) -> process.Result:
    """Run git, which asks for no password, not even by a window or on the terminal."""
    silent = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true"}
    ssh = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    try:
        return process.run(
            ["git", *arguments], directory=Path.cwd(), environment=ssh | dict(os.environ) | silent, timeout=_TIMEOUT
        )
    except FileNotFoundError:
        return process.Result(None, "", "git isn't on PATH")


def _clone(path: str) -> Path:
    folder = Path(path).resolve()
    if not path or not (folder / "modules").is_dir() or not (folder / "slipway_emulator").is_dir():
        raise SlipwayError(
            f"--source {path}: write the URL of a git repository, such as ssh://git@github.com/acme/slipway.git, or a "
            "folder with a clone of Slipway"
        )
    if not _FOLDER.fullmatch(folder.as_posix()):
        raise SlipwayError(f"--source {folder}: Terraform can't use a path with quotes or one of \\ $ % ? * # `")
    return folder


def _installed_from() -> str | None:
    """Return the URL of the git repository that pip or uv installed this ``slipway`` from, if any."""
    direct_url = json.loads(metadata.distribution("slipway").read_text("direct_url.json") or "{}")
    return direct_url["url"] if "vcs_info" in direct_url else None


def _owner_and_name(url: str) -> str:
    """Return the repository on GitHub, whose workflows can be called: Slipway's own for any other server."""
    found = _GITHUB.fullmatch(url) or _GITHUB.fullmatch(_REPOSITORY)
    return found[1] if found else ""
