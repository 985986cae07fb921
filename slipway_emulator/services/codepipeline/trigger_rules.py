"""Decides which pushes to a git repository, and which pull requests, start a pipeline.

https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline.model import Declaration

CONNECTION_SOURCE = "CodeStarSourceConnection"
# A commit that changes more files matches every filter of file paths, by AWS's agent toolkit (codepipeline.md).
_MAX_FILTERED_FILES = 100


@dataclass(frozen=True)
class Push:
    """A branch or tag that was created or updated; ``files`` are the paths that its commits changed."""

    commit: str
    branch: str | None = None
    tag: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class PullRequest:
    """An event of a pull request: OPEN, UPDATED or CLOSED.

    Attributes:
        commit: commit of the branch that would be merged.
        target: the branch that it would be merged into.
        event: event of the pull request.
        files: paths that it changes.
    """

    commit: str
    target: str
    event: str
    files: tuple[str, ...] = ()


def validate(pipeline: Declaration) -> None:
    """Validate the triggers of a pipeline.

    Raises:
        ServiceError: a trigger is invalid, or needs a feature that the local AWS doesn't support.
    """
    sources = {action["name"] for action in connection_sources(pipeline)}
    names: set[str] = set()
    for trigger in pipeline.get("triggers", []):
        git = trigger["gitConfiguration"]
        name = git["sourceActionName"]
        if name not in sources:
            _reject(name, f"there is no source action {name} with the provider {CONNECTION_SOURCE}")
        if name in names:
            _reject(name, "a source action can have only one trigger")
        names.add(name)
        for push in git.get("push", []):
            _validate_push(name, push)
        for pull_request in git.get("pullRequest", []):
            _validate_pull_request(name, pull_request)


def _validate_push(name: str, push: Mapping[str, Any]) -> None:
    if not any(push.get(part) for part in ("tags", "branches", "filePaths")):
        _reject(name, "a push filter needs tags, branches or filePaths")
    if push.get("tags") and (push.get("branches") or push.get("filePaths")):
        _reject(name, "a push filter can have either tags, or branches and filePaths")
    _validate_patterns(name, push)


def _validate_pull_request(name: str, pull_request: Mapping[str, Any]) -> None:
    if not pull_request.get("branches"):
        _reject(name, "a pull request filter needs branches")
    _validate_patterns(name, pull_request)


def _validate_patterns(name: str, event_filter: Mapping[str, Any]) -> None:
    for part in ("tags", "branches", "filePaths"):
        if part in event_filter and not (event_filter[part].get("includes") or event_filter[part].get("excludes")):
            _reject(name, f"{part} needs includes or excludes")


def _reject(name: str, reason: str) -> None:
    raise ServiceError("InvalidStructureException", f"The trigger of {name} is not valid: {reason}.")


def connection_sources(pipeline: Declaration) -> list[Declaration]:
    """Return the source actions whose source is a git repository behind a connection."""
    actions: list[Declaration] = pipeline["stages"][0]["actions"]
    return [action for action in actions if action["actionTypeId"]["provider"] == CONNECTION_SOURCE]


def starts_pipeline(pipeline: Declaration, source: Declaration, change: Push | PullRequest) -> bool:
    """Return whether a push to a source's repository, or a pull request, starts the pipeline.

    If the source has a trigger with filters, they decide. Otherwise a push to the source's branch starts the pipeline,
    unless DetectChanges is false.
    """
    configuration = source["configuration"]
    triggers = [trigger["gitConfiguration"] for trigger in pipeline.get("triggers", [])]
    trigger = next((git for git in triggers if git["sourceActionName"] == source["name"]), None)
    if isinstance(change, PullRequest):
        filters = trigger.get("pullRequest", []) if trigger else []
        return any(_matches_pull_request(each, change) for each in filters)
    if trigger and (trigger.get("push") or trigger.get("pullRequest")):
        return any(_matches_filter(push_filter, change) for push_filter in trigger.get("push", []))
    if trigger is None and configuration.get("DetectChanges", "true").lower() == "false":
        return False
    return bool(change.branch == configuration["BranchName"])


def _matches_filter(push_filter: Mapping[str, Any], push: Push) -> bool:
    if "tags" in push_filter:
        return push.tag is not None and _matches_any(push_filter["tags"], [push.tag])
    if push.branch is None:
        return False
    branches, paths = push_filter.get("branches"), push_filter.get("filePaths")
    return (not branches or _matches_any(branches, [push.branch])) and _matches_files(paths, push.files)


def _matches_pull_request(event_filter: Mapping[str, Any], pull_request: PullRequest) -> bool:
    events = event_filter.get("events") or ["OPEN", "UPDATED", "CLOSED"]
    return (
        pull_request.event in events
        and _matches_any(event_filter["branches"], [pull_request.target])
        and _matches_files(event_filter.get("filePaths"), pull_request.files)
    )


def _matches_files(paths: Mapping[str, list[str]] | None, files: tuple[str, ...]) -> bool:
    return not paths or len(files) > _MAX_FILTERED_FILES or _matches_any(paths, files)


def _matches_any(patterns: Mapping[str, list[str]], names: Iterable[str]) -> bool:
    """Return whether any name is included and not excluded."""
    includes, excludes = patterns.get("includes", ["**"]), patterns.get("excludes", [])
    return any(_matches(includes, name) and not _matches(excludes, name) for name in names)


def _matches(patterns: list[str], name: str) -> bool:
    return any(re.fullmatch(_expression(pattern), name) for pattern in patterns)


def _expression(pattern: str) -> str:
    """Return a glob as a regular expression: ``*`` matches no slash, ``**`` does, ``{a,b}`` matches a or b."""
    tokens = {r"\*\*/": "(?:.*/)?", r"\*\*": ".*", r"\*": "[^/]*", r"\?": "[^/]"}
    escaped = re.sub(r"\\\*\\\*/|\\\*\\\*|\\\*|\\\?", lambda token: tokens[token[0]], re.escape(pattern))
    return re.sub(r"\\\{(.*?)\\\}", lambda group: f"(?:{group[1].replace(',', '|')})", escaped)
