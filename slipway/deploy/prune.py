"""``slipway prune``: delete old versions, which never expire and count against the 75 GB of code in a region."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lambda_release.function import Function, weights
from slipway.aws.target import Target
from slipway.config.app import App
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import deployed_apps, function_of
from slipway.system.concurrency import run_concurrently


@dataclass(frozen=True)
class Pruning:
    """The versions of a function after `prune`.

    Attributes:
        app: the app's name.
        function: the function's name.
        kept: versions that still exist, oldest first.
        deleted: versions that were deleted, oldest first.
    """

    app: str
    function: str
    kept: list[int]
    deleted: list[int]


def prune(
    project: Path,
    target: Target,
    names: Sequence[str] | None = None,
    *,
    environment: str,
    keep: int,
    on_done: Callable[[Pruning], None] = lambda _: None,
) -> list[Pruning]:
    """Delete versions of the apps' functions, except the newest and those that an alias or a weight points at.

    Args:
        project: folder that holds ``apps/``.
        target: the functions' account and region.
        names: names of apps; by default those that a stack declares.
        environment: prefix of the functions' names.
        keep: how many of the newest versions to keep; at least 1, since a running deployment may have published it.
        on_done: called with each result as soon as it is available.

    Raises:
        SlipwayError: there is no such app or function, or a version can't be deleted. Other functions are pruned.
    """
    client = target.client("lambda")
    apps = deployed_apps(project, names, client, environment)

    def work(app: App) -> Pruning:
        function = function_of(client, app, environment)
        with explain_errors(function.name):
            kept, deleted = _prune(function, keep)
        return Pruning(app.name, function.name, kept, deleted)

    return run_concurrently(apps, work, on_done)


def _prune(function: Function, keep: int) -> tuple[list[int], list[int]]:
    """Delete versions, and return those that still exist and those that don't."""
    # Versions are listed before aliases: a version that is published later, and any alias on it, isn't affected.
    versions = function.versions()
    kept = {*versions[-keep:], *_used_versions(function)}
    deleted = [version for version in versions if version not in kept]
    for version in deleted:
        # Lambda refuses if an alias was pointed there: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
        with suppress(function.client.exceptions.ResourceNotFoundException):  # another `slipway prune` deleted it
            function.client.delete_function(FunctionName=function.name, Qualifier=str(version))
    return [version for version in versions if version in kept], deleted


def _used_versions(function: Function) -> set[int]:
    """Return the versions that an alias or its weights point at, also an alias of a previous version."""
    names = {name for alias in function.aliases() for name in (alias["FunctionVersion"], *weights(alias))}
    return {int(name) for name in names if name != "$LATEST"}
