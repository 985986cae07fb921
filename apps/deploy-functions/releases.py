"""Releases several functions together: all versions are published and checked before the first alias moves."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from canary_state import Progress, read_releases, to_progress, with_revision
from lambda_release.alarms import assert_no_alarm
from lambda_release.errors import AliasMovedError, ReleaseError, explain
from lambda_release.function import Function
from lambda_release.release import Release, Source, move_alias, prepare, start_canary
from lambda_release.traffic import point_alias
from lambda_release.upload import read_code
from pipeline_action.errors import ActionError
from release_parameters import Parameters
from runtime.boto3_config import CONFIG

# An upload of 50 MB, and an invocation that starts a function, take longer than other calls.
_lambda = boto3.client("lambda", config=CONFIG.merge(Config(read_timeout=60)))
_cloudwatch = boto3.client("cloudwatch", config=CONFIG)


def assert_alarms(parameters: Parameters) -> None:
    """Raise ActionError if an alarm is in ALARM, or doesn't exist."""
    with _explained("before the release"):
        assert_no_alarm(_cloudwatch, parameters.alarm_names)


def prepare_all(
    parameters: Parameters, packages: Mapping[str, Path], has_time: Callable[[], bool]
) -> list[Release] | None:
    """Publish and check a version of each function. No alias moves.

    Args:
        parameters: parameters of the action.
        packages: app -> its zip.
        has_time: returns whether another function can be started.

    Returns:
        The releases; None if there was no time for all. The next invocation finds the versions that are published.

    Raises:
        ActionError: a function can't be released.
    """
    releases: list[Release] = []
    for app, path in packages.items():
        if releases and not has_time():
            return None
        function = Function(_lambda, f"{parameters.environment}-{app}", parameters.alias)
        with _explained(function.name):
            source = Source(read_code(path), parameters.commit or None, parameters.pipeline)
            releases.append(prepare(function, source))
    return releases


def finish(releases: list[Release], *, after_canary: bool = False) -> list[Release]:
    """Move the aliases; if one can't be moved, point those that were written back.

    Args:
        releases: releases of all functions.
        after_canary: whether the aliases that haven't moved yet split their invocations.

    Raises:
        ActionError: an alias could not be moved.
    """
    moved: list[Release] = []
    for release in releases:
        try:
            moved.append(move_alias(release) if release.is_pending else release)
        except (ClientError, BotoCoreError) as error:
            written = [*moved, *releases[len(moved) :]] if after_canary else moved
            raise _undone(written, f"{release.function.name}: {explain(error, release.function.name)}") from error
    return releases


def start(parameters: Parameters, releases: list[Release]) -> Progress | None:
    """Start a canary of the new versions; return None if no function can have one.

    A function whose alias points at the placeholder gets all invocations at the end, as the others.

    Raises:
        ActionError: an alias could not be written. The aliases that were are as before.
    """
    split: list[Release] = []
    for release in releases:
        if not release.is_new or release.is_first:
            continue
        try:
            split.append(start_canary(release, parameters.canary or 0))
        except (ClientError, BotoCoreError) as error:
            raise _undone(split, f"{release.function.name}: {explain(error, release.function.name)}") from error
    if not split:
        return None
    canaries = {release.function.name: release for release in split}
    started = [canaries.get(release.function.name, release) for release in releases]
    return to_progress(started, time.time() + parameters.bake_seconds)


def poll_canary(parameters: Parameters, progress: Progress) -> None:
    """Check the alarms and that nobody moved an alias; end the canary if that is not so.

    Raises:
        ActionError: the canary has ended. The aliases are as before, except one that someone else moved.
    """
    releases = read_releases(progress, _lambda, parameters.alias)
    try:
        assert_no_alarm(_cloudwatch, parameters.alarm_names)
        for release in releases:
            with_revision(release)
    except (ReleaseError, ClientError, BotoCoreError) as error:
        raise _undone(releases, explain(error, "the function")) from error


def end_canary(parameters: Parameters, progress: Progress, reason: str = "") -> list[Release]:
    """Send all invocations to the new versions or, with a reason, to the ones before.

    Raises:
        ActionError: there is a reason, or an alias could not be moved.
    """
    releases = read_releases(progress, _lambda, parameters.alias)
    if reason:
        raise _undone(releases, reason)
    try:
        current = [with_revision(release) for release in releases]
    except (ReleaseError, ClientError, BotoCoreError) as error:
        raise _undone(releases, explain(error, "the function")) from error
    return finish(current, after_canary=True)


def _undone(releases: list[Release], reason: str) -> ActionError:
    """Point aliases at the versions before, and return the error that says so."""
    failed = []
    for release in releases:
        if not release.is_new:
            continue
        try:
            current = with_revision(release)
            point_alias(current.function, current.before, current.revision)
        except AliasMovedError:
            continue  # someone else has decided where it points
        except (ReleaseError, ClientError, BotoCoreError) as error:
            failed.append(f"{release.function.name} ({explain(error, release.function.name)})")
    undone = [f"{each.function.name} {each.before}" for each in releases if each.is_new]
    outcome = f"; back on {', '.join(undone)}" if undone else ""
    if failed:
        outcome = f"; not rolled back: {', '.join(failed)}: see `slipway status`, then `slipway rollback`"
    return ActionError(f"{reason}{outcome}")


@contextmanager
def _explained(subject: str) -> Iterator[None]:
    """Turn the errors of a release into the action's."""
    try:
        yield
    except ReleaseError as error:
        raise ActionError(f"{subject}: {error}") from error
    except ClientError as error:
        if (text := explain(error, subject)) != str(error):
            raise ActionError(text) from error
        raise
