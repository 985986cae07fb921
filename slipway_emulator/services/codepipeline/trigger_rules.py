"""Which pushes to a git repository start a pipeline.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codepipeline.model import Declaration

CONNECTION_SOURCE = "CodeStarSourceConnection"


@dataclass(frozen=True)
class Push:
    """A branch or a tag that came or moved; ``files`` are the paths that its commits changed."""

    commit: str
    branch: str | None = None
    tag: str | None = None
    files: tuple[str, ...] = ()


def check(pipeline: Declaration) -> None:
    """Check the triggers of a pipeline.

    Raises:
        ServiceError: AWS wouldn't take them, or they need what isn't here.
    """
    sources = {action["name"] for action in connection_sources(pipeline)}
    seen: set[str] = set()
    for trigger in pipeline.get("triggers", []):
        git = trigger["gitConfiguration"]
        name = git["sourceActionName"]
        if name not in sources:
            _refuse(name, f"there is no source action {name} with the provider {CONNECTION_SOURCE}")
        if name in seen:
            _refuse(name, "a source action can have one trigger")
        seen.add(name)
        if git.get("pullRequest"):
            _refuse(name, "the local AWS has no pull requests that could start a pipeline")
        for push in git.get("push", []):
            _check_push(name, push)


def _check_push(name: str, push: Mapping[str, Any]) -> None:
    if not any(push.get(part) for part in ("tags", "branches", "filePaths")):
        _refuse(name, "a push filter needs tags, branches or filePaths")
    if push.get("tags") and (push.get("branches") or push.get("filePaths")):
        _refuse(name, "a push filter is on tags, or on branches and filePaths")
    for part in ("tags", "branches", "filePaths"):
        if part in push and not (push[part].get("includes") or push[part].get("excludes")):
            _refuse(name, f"{part} needs includes or excludes")


def _refuse(name: str, reason: str) -> None:
    raise ServiceError("InvalidStructureException", f"The trigger of {name} is not valid: {reason}.")


def connection_sources(pipeline: Declaration) -> list[Declaration]:
    """Return the source actions that take a git repository through a connection."""
    actions: list[Declaration] = pipeline["stages"][0]["actions"]
    return [action for action in actions if action["actionTypeId"]["provider"] == CONNECTION_SOURCE]


def starts(pipeline: Declaration, source: Declaration, push: Push) -> bool:
    """Return whether a push to a source's repository starts the pipeline.

    A trigger decides alone. Without one it is the source's own branch, unless its DetectChanges is false.
    """
    configuration = source["configuration"]
    triggers = [trigger["gitConfiguration"] for trigger in pipeline.get("triggers", [])]
    own = next((git for git in triggers if git["sourceActionName"] == source["name"]), None)
    if own and own.get("push"):
        return any(_passes(each, push) for each in own["push"])
    if own is None and configuration.get("DetectChanges", "true").lower() == "false":
        return False
    return bool(push.branch == configuration["BranchName"])


def _passes(push_filter: Mapping[str, Any], push: Push) -> bool:
    if "tags" in push_filter:
        return push.tag is not None and _chosen(push_filter["tags"], [push.tag])
    if push.branch is None:
        return False
    branches, paths = push_filter.get("branches"), push_filter.get("filePaths")
    return (not branches or _chosen(branches, [push.branch])) and (not paths or _chosen(paths, push.files))


def _chosen(patterns: Mapping[str, list[str]], names: Iterable[str]) -> bool:
    """Return whether any name is included and not excluded; excludes win."""
    includes, excludes = patterns.get("includes", ["**"]), patterns.get("excludes", [])
    return any(_matches(includes, name) and not _matches(excludes, name) for name in names)


def _matches(patterns: list[str], name: str) -> bool:
    return any(re.fullmatch(_expression(pattern), name) for pattern in patterns)


def _expression(pattern: str) -> str:
    """Return a glob as a regular expression: ``*`` stays within a path's part, ``**`` doesn't, ``{a,b}`` is either."""
    tokens = {r"\*\*/": "(?:.*/)?", r"\*\*": ".*", r"\*": "[^/]*", r"\?": "[^/]"}
    escaped = re.sub(r"\\\*\\\*/|\\\*\\\*|\\\*|\\\?", lambda token: tokens[token[0]], re.escape(pattern))
    return re.sub(r"\\\{(.*?)\\\}", lambda group: f"(?:{group[1].replace(',', '|')})", escaped)
