"""The state of a canary, which one invocation passes to the next."""

from dataclasses import dataclass, replace
from typing import Any

from lambda_release.errors import AliasMovedError
from lambda_release.function import Function, weights
from lambda_release.release import Release

_REVISION = 8  # characters of an alias's revision, a UUID, that are enough to notice another one


@dataclass(frozen=True)
class Progress:
    """How far the action is.

    Attributes:
        bakes_until: end of the canary, in seconds since 1970; 0 if it hasn't started.
        releases: ``<name>:<version>:<version before>:<revision>`` of each function, separated by spaces.
    """

    bakes_until: int = 0
    releases: str = ""


def to_progress(releases: list[Release], bakes_until: float) -> Progress:
    """Return the state of a canary of these releases."""
    parts = [f"{each.function.name}:{each.version}:{each.before}:{each.revision[:_REVISION]}" for each in releases]
    return Progress(int(bakes_until), " ".join(parts))


def read_releases(progress: Progress, client: Any, alias: str) -> list[Release]:  # noqa: ANN401 - boto3's
    """Return the releases of a canary, with the beginning of their aliases' revisions."""
    parts = [part.split(":") for part in progress.releases.split()]
    return [
        Release(Function(client, name, alias), version, before, revision) for name, version, before, revision in parts
    ]


def with_revision(release: Release) -> Release:
    """Return a release with the whole revision of its alias.

    Raises:
        AliasMovedError: someone else moved the alias meanwhile.
    """
    alias = release.function.alias()
    revision = str(alias["RevisionId"])
    if not revision.startswith(release.revision):
        function = release.function
        raise AliasMovedError(f"someone else has moved alias {function.alias_name} of {function.name} meanwhile")
    return replace(release, revision=revision, is_split=bool(weights(alias)))
