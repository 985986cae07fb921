"""``slipway prune``: old versions away, which Lambda keeps for ever and counts against 75 GB of code in a region."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.deploy import functions
from slipway.system.concurrency import run_concurrently


@dataclass(frozen=True)
class Pruning:
    """What `prune` left of a function.

    Attributes:
        app: the app's name.
        function: the function's name.
        kept: versions that are still there, oldest first.
        deleted: versions that are gone, oldest first.
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
    """Delete versions of the apps' functions, but for the newest and those that an alias or a weight points at.

    Args:
        project: folder that holds ``apps/``.
        target: where the functions are.
        names: of apps; none means all.
        environment: prefix of the functions' names.
        keep: how many of the newest stay, at least 1: a deployment under way has published the newest.
        on_done: called with each result as soon as it is there.

    Raises:
        SlipwayError: there is no such app, or some app's function isn't there or can't be pruned; the others are.
    """
    client = target.client("lambda")

    def work(app: App) -> Pruning:
        function = functions.function_name(app, environment)
        with functions.explained(function):
            return _prune(client, app, function, keep)

    return run_concurrently(load_apps(project, names), work, on_done)


def _prune(client: Any, app: App, function: str, keep: int) -> Pruning:
    functions.alias(client, function, app)  # says so if there is no such function
    # First the versions: what is published afterwards is none of them, wherever an alias moves meanwhile.
    versions = functions.versions(client, function)
    kept = {*versions[-keep:], *_used(client, function)}
    deleted = [version for version in versions if version not in kept]
    for version in deleted:
        # Lambda refuses if an alias points there by now: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html
        with suppress(client.exceptions.ResourceNotFoundException):  # another `slipway prune` was faster
            client.delete_function(FunctionName=function, Qualifier=str(version))
    return Pruning(app.name, function, [version for version in versions if version in kept], deleted)


def _used(client: Any, function: str) -> set[int]:
    pages = client.get_paginator("list_aliases").paginate(FunctionName=function)
    aliases = [alias for page in pages for alias in page["Aliases"]]
    names = {name for alias in aliases for name in (alias["FunctionVersion"], *functions.weights(alias))}
    return {int(name) for name in names if name != "$LATEST"}
