"""Starts pipelines when something is pushed to a repository of one of their sources.

AWS is told by the git host. Here nobody tells, so branches and tags are looked at once a second.
"""

import functools
import logging
import threading
import time
from pathlib import Path

from slipway_emulator import control
from slipway_emulator.services.aws_json import ServiceError
from slipway_emulator.services.codeconnections import git
from slipway_emulator.services.codepipeline import store, trigger_rules
from slipway_emulator.services.codepipeline.model import Declaration, Pipeline
from slipway_emulator.services.codepipeline.trigger_rules import Push

_log = logging.getLogger(__name__)
_INTERVAL = 1  # seconds

# The commits that branches and tags had at the last look, by pipeline and source action.
_seen: dict[tuple[str, str], dict[str, str]] = {}


def watch(pipeline: Pipeline) -> None:
    """Start looking, with what is there now as what has been seen; a source known from before keeps what it had."""
    for source in trigger_rules.connection_sources(pipeline.declaration):
        path = _repository(pipeline, source)
        _seen.setdefault((pipeline.arn, source["name"]), git.refs(path) if path else {})
        _thread()


def forget(pipeline: Pipeline) -> None:
    """Stop looking, since the pipeline is deleted."""
    for arn, name in list(_seen):
        if arn == pipeline.arn:
            del _seen[arn, name]


@functools.cache
def _thread() -> None:
    threading.Thread(target=_look_forever, daemon=True, name="repository-watch").start()


def _look_forever() -> None:
    while True:
        time.sleep(_INTERVAL)
        for pipelines in list(store.PIPELINES.values()):
            for pipeline in list(pipelines.values()):
                for source in trigger_rules.connection_sources(pipeline.declaration):
                    try:
                        _look(pipeline, source)
                    except Exception:  # noqa: BLE001 - one repository's trouble isn't that of the others
                        _log.exception("looking at %s for %s", source["configuration"], pipeline.name)


def _look(pipeline: Pipeline, source: Declaration) -> None:
    path = _repository(pipeline, source)
    refs = git.refs(path) if path else {}
    if not path or not refs:
        return
    seen = _seen.get((pipeline.arn, source["name"]), refs)
    _seen[pipeline.arn, source["name"]] = refs
    for ref, commit in refs.items():
        if seen.get(ref) != commit:
            push = _push(path, ref, seen.get(ref), commit)
            if trigger_rules.starts(pipeline.declaration, source, push):
                _start(pipeline, source, push, git.described(path, commit))


def _push(path: Path, ref: str, before: str | None, commit: str) -> Push:
    kind, name = ref.removeprefix("refs/").split("/", 1)
    if kind == "tags":
        return Push(commit, tag=name)
    return Push(commit, branch=name, files=git.changed_files(path, before, commit))


def _start(pipeline: Pipeline, source: Declaration, push: Push, described: dict[str, str]) -> None:
    settings = source["configuration"]
    told = described | {
        "full-repository-name": settings["FullRepositoryId"],
        "connection-arn": settings["ConnectionArn"],
        "commit-id": push.commit,
        **({"branch-name": push.branch} if push.branch else {"tag-name": str(push.tag)}),
    }
    revision = {"actionName": source["name"], "revisionType": "COMMIT_ID", "revisionValue": push.commit}
    detail = f"{settings['FullRepositoryId']} {push.branch or push.tag} {push.commit}"
    try:
        store.start(pipeline, ("WebhookV2", detail), {"sourceRevisions": [revision]}, told)
    except ServiceError as error:
        _log.warning("the push %s doesn't start %s: %s", detail, pipeline.name, error.message)


def _repository(pipeline: Pipeline, source: Declaration) -> Path | None:
    return control.repository(pipeline.account, source["configuration"]["FullRepositoryId"])
