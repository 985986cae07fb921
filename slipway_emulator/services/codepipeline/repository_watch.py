"""Starts pipelines after a push to the git repository of one of their sources.

On AWS, the git host sends a webhook. Here a thread checks the branches and tags of each repository once a second, and
its pull requests: the ref ``refs/pull/<target branch>/<number>`` is one, which is open until the ref is deleted.
"""

import functools
import logging
import threading
import time
from pathlib import Path

from slipway_emulator import control
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codeconnections import git
from slipway_emulator.services.codeconnections.git import Commit
from slipway_emulator.services.codepipeline import registry, trigger_rules
from slipway_emulator.services.codepipeline.model import Declaration, Pipeline
from slipway_emulator.services.codepipeline.trigger_rules import PullRequest, Push

_log = logging.getLogger(__name__)
_INTERVAL = 1  # seconds
_PULL_REQUESTS = "refs/pull/"

# The commits of branches and tags at the last check, by pipeline ARN and source action.
_seen: dict[tuple[str, str], dict[str, str]] = {}


def watch(pipeline: Pipeline) -> None:
    """Watch the repositories of a pipeline's sources; only changes after the first call for a source count."""
    for source in trigger_rules.connection_sources(pipeline.declaration):
        path = _repository(pipeline, source)
        _seen.setdefault((pipeline.arn, source["name"]), git.refs(path) if path else {})
        _start_thread()


def resume() -> None:
    """Continue to watch after the pipelines were restored. Changes since they were saved count."""
    _start_thread()


def forget(pipeline: Pipeline) -> None:
    """Stop watching the repositories of a deleted pipeline."""
    for arn, name in list(_seen):
        if arn == pipeline.arn:
            del _seen[arn, name]


@functools.cache
def _start_thread() -> None:
    threading.Thread(target=_poll, daemon=True, name="repository-watch").start()


def _poll() -> None:
    while True:
        time.sleep(_INTERVAL)
        for pipelines in list(registry.PIPELINES.values()):
            for pipeline in list(pipelines.values()):
                for source in trigger_rules.connection_sources(pipeline.declaration):
                    try:
                        _check(pipeline, source)
                    except Exception:  # noqa: BLE001 - an error in one repository must not affect the others
                        _log.exception("checking %s for %s", source["configuration"], pipeline.name)


def _check(pipeline: Pipeline, source: Declaration) -> None:
    path = _repository(pipeline, source)
    refs = git.refs(path) if path else {}
    if not path or not refs:
        return
    seen = _seen.get((pipeline.arn, source["name"]), refs)
    _seen[pipeline.arn, source["name"]] = refs
    closed = {ref: commit for ref, commit in seen.items() if ref not in refs and ref.startswith(_PULL_REQUESTS)}
    for ref, commit in {**refs, **closed}.items():
        if seen.get(ref) != commit or ref in closed:
            change = _change(path, ref, seen.get(ref), None if ref in closed else commit)
            if trigger_rules.starts_pipeline(pipeline.declaration, source, change):
                _start(pipeline, source, change, git.describe(path, commit))


def _change(path: Path, ref: str, before: str | None, commit: str | None) -> Push | PullRequest:
    """Return the change of a ref; ``commit`` is None if it is deleted."""
    if not ref.startswith(_PULL_REQUESTS):
        return _push(path, ref, before, str(commit))
    target = ref.removeprefix(_PULL_REQUESTS).rpartition("/")[0]
    head = str(commit or before)
    event = "CLOSED" if commit is None else "UPDATED" if before else "OPEN"
    return PullRequest(head, target, event, git.changed_since_fork(path, target, head))


def _push(path: Path, ref: str, before: str | None, commit: str) -> Push:
    kind, name = ref.removeprefix("refs/").split("/", 1)
    if kind == "tags":
        return Push(commit, tag=name)
    return Push(commit, branch=name, files=git.changed_files(path, before, commit))


def _start(pipeline: Pipeline, source: Declaration, change: Push | PullRequest, commit: Commit) -> None:
    configuration = source["configuration"]
    name = change.target if isinstance(change, PullRequest) else str(change.branch or change.tag)
    kind = "tag-name" if isinstance(change, Push) and change.tag else "branch-name"
    execution_trigger = {
        "author-id": commit.author_email,
        "author-display-name": commit.author_name,
        "author-email": commit.author_email,
        "author-date": commit.date,
        "commit-message": commit.message,
        "full-repository-name": configuration["FullRepositoryId"],
        "connection-arn": configuration["ConnectionArn"],
        "commit-id": change.commit,
        kind: name,
    }
    revision = {"actionName": source["name"], "revisionType": "COMMIT_ID", "revisionValue": change.commit}
    detail = f"{configuration['FullRepositoryId']} {name} {change.commit}"
    try:
        registry.engine().start(pipeline, ("WebhookV2", detail), {"sourceRevisions": [revision]}, execution_trigger)
    except ServiceError as error:
        _log.warning("the change %s doesn't start %s: %s", detail, pipeline.name, error.message)


def _repository(pipeline: Pipeline, source: Declaration) -> Path | None:
    return control.repository(pipeline.account, source["configuration"]["FullRepositoryId"])
