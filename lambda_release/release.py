"""The steps of a release: a new version with its check, a canary if wanted, and the alias that moves to the version.

Every write carries the revision that it replaces, so that concurrent releases can't overwrite each other unnoticed.
"""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lambda_release.check import Check, check_version, is_start_checked
from lambda_release.errors import ReleaseError
from lambda_release.function import (
    Function,
    has_failed,
    is_placeholder,
    is_same_configuration,
    raise_if_failed,
    weights,
)
from lambda_release.owner import assert_owner
from lambda_release.traffic import point_alias, record_previous
from lambda_release.upload import Bucket, Code, upload

_MAX_DESCRIPTION = 256  # https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html


@dataclass(frozen=True)
class Release:
    """A version that the alias can move to.

    Attributes:
        function: the alias's function.
        version: the version.
        before: the version that the alias points at.
        revision: the alias's revision.
        is_split: whether the alias has weights, of a canary that was interrupted.
        is_first: whether the alias points at the placeholder that Terraform creates functions with.
        is_checked: whether the version was invoked and passed its `Check`.
        is_started: whether the version was started.
    """

    function: Function
    version: str
    before: str
    revision: str
    is_split: bool = False
    is_first: bool = False
    is_checked: bool = False
    is_started: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the alias points at another version."""
        return self.version != self.before

    @property
    def is_pending(self) -> bool:
        """Whether the alias has to be written."""
        return self.is_new or self.is_split


@dataclass(frozen=True)
class Source:
    """What is released.

    Attributes:
        code: the zip.
        commit: commit that the code is from, for the version's description.
        pipeline: pipeline that releases the function; None for the command line.
        check: check of the new version.
        bucket: bucket for zips over 50 MB.
    """

    code: Code
    commit: str | None = None
    pipeline: str | None = None
    check: Check | None = None
    bucket: Bucket | None = None


def prepare(function: Function, source: Source, validate: Callable[[Any], None] = lambda _: None) -> Release:
    """Publish a version with a zip and the configuration of ``$LATEST``, and check it, unless the alias points at one.

    The alias isn't changed.

    Args:
        function: the function.
        source: what is released.
        validate: raises an error if the function, whose configuration it gets, can't run the zip.

    Raises:
        ReleaseError: the function doesn't exist or has another owner, the zip is too large, or the version failed.
        ClientError, BotoCoreError: a call of AWS failed.
    """
    latest = function.wait_until_updated()
    alias = function.alias()
    assert_owner(function, alias, source.pipeline)
    live = function.configuration(alias["FunctionVersion"])
    validate(latest)
    _assert_version(function, alias)
    release = _unchanged(function, alias, live)
    # The code of $LATEST doesn't count: after a rollback it is still that of the version that was rolled back.
    if _has_code(live, source.code) and is_same_configuration(function.client, latest, live):
        return release
    if not _has_code(latest, source.code):
        upload(function, source.code, latest["RevisionId"], source.bucket)
        raise_if_failed(function.wait_until_updated())
    version = _publish(function, source)
    if version == live["Version"] and not release.is_split:
        return release  # Lambda published no new version
    runtime = latest.get("Runtime", "")
    check_version(function, version, source.check, runtime)
    is_checked = source.check is not None
    return replace(release, version=version, is_checked=is_checked, is_started=is_checked or is_start_checked(runtime))


def move_alias(release: Release) -> Release:
    """Point the alias at the version of a release, and record the version before for a rollback.

    Returns:
        The release with the alias's new revision.

    Raises:
        ClientError, BotoCoreError: a call of Lambda failed, e.g. because someone else moved the alias.
    """
    if release.is_new:
        record_previous(release.function, release.before)
    return replace(release, revision=point_alias(release.function, release.version, release.revision))


def start_canary(release: Release, percent: int) -> Release:
    """Send a share of the invocations to the version of a release.

    Args:
        release: release of a new version.
        percent: the share, 1 to 99.

    Returns:
        The release with the alias's new revision.
    """
    shares = {release.version: percent / 100}
    revision = point_alias(release.function, release.before, release.revision, shares)
    return replace(release, revision=revision)


def _unchanged(function: Function, alias: Any, live: Any) -> Release:
    return Release(
        function,
        version=live["Version"],
        before=live["Version"],
        revision=alias["RevisionId"],
        is_split=bool(weights(alias)),
        is_first=is_placeholder(live),
    )


def _assert_version(function: Function, alias: Any) -> None:
    if alias["FunctionVersion"] == "$LATEST":
        raise ReleaseError(
            f"alias {function.alias_name} of {function.name} points at $LATEST, so an upload would be live without a "
            "check: point it at a version, with `slipway rollback APP --to VERSION`"
        )


def _has_code(configuration: Any, code: Code) -> bool:
    """Return whether a version has this code; after a failed update the hash may be the new one already."""
    return bool(configuration["CodeSha256"] == code.sha256) and not has_failed(configuration)


def _publish(function: Function, source: Source) -> str:
    """Publish ``$LATEST`` and return the version: a new one, or the last one if nothing has changed since."""
    description = {"Description": f"commit {source.commit}"[:_MAX_DESCRIPTION]} if source.commit else {}
    published = function.client.publish_version(
        FunctionName=function.name, CodeSha256=source.code.sha256, **description
    )
    version = str(published["Version"])
    if published.get("State") == "Pending":
        published = function.wait_until_updated(version)
    raise_if_failed(published)
    return version
