"""``slipway rollback --alias NAME``: undo the last release of an alias, for every function that it has changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from lambda_release.function import Function, is_placeholder, weights
from slipway.aws.target import Target
from slipway.config.app import App
from slipway.console.progress import say
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import deployed_apps, function_of
from slipway.deploy.rollback import FirstReleaseError, Rollback, rollback
from slipway.errors import SlipwayError
from slipway.system.concurrency import run_concurrently

_COMMIT = "commit "  # how the description of a released version begins


def rollback_release(
    project: Path,
    target: Target,
    *,
    environment: str,
    alias: str,
    on_done: Callable[[Rollback], None] = lambda _: None,
) -> list[Rollback]:
    """Roll back the functions whose version was published from the same commit as the newest version of the alias.

    A release changes only functions whose code differs, so the other functions stay, as does one that is new in the
    release: nothing of the release before has called it. It is reported. Functions in a canary are the last release, as
    long as there are any.

    Args:
        project: folder that holds ``apps/``.
        target: the functions' account and region.
        environment: prefix of the functions' names.
        alias: the alias; functions without it are left out.
        on_done: called with each rollback when it is done.

    Raises:
        SlipwayError: nothing was released to the alias, or nothing before, the newest version names no commit, or the
            version before isn't known for a function; the other functions are rolled back.
    """
    client = target.client("lambda")
    apps = deployed_apps(project, None, client, environment, existing_only=True)
    functions = {app: function_of(client, app, environment, alias) for app in apps}
    released = {app: state for app, function in functions.items() if (state := _state(function))}
    if not released:
        raise SlipwayError(f"nothing is released to the alias {alias} of a function {environment}-*")

    new: list[str] = []

    def roll_back(app: App) -> Rollback | None:
        try:
            return rollback(project, target, app.name, environment=environment, alias=alias)
        except FirstReleaseError:
            new.append(app.name)
            return None

    last = _last_release(released, alias)
    try:
        done = run_concurrently(last, roll_back, lambda result: on_done(result) if result else None)
    finally:
        if new and len(new) < len(last):
            say(f"left as it is: {', '.join(sorted(new))}: nothing was released to {alias} before")
    if len(new) == len(last):
        raise FirstReleaseError(
            f"{', '.join(sorted(new))}: nothing was released to {alias} before, so there is nothing to go back to"
        )
    return [result for result in done if result]


def _state(function: Function) -> Any:  # noqa: ANN401 - boto3's
    """Return the alias with the configuration of its version; None without the alias, or on the placeholder."""
    errors = function.client.exceptions
    with explain_errors(function.name):
        try:
            alias = function.client.get_alias(FunctionName=function.name, Name=function.alias_name)
        except errors.ResourceNotFoundException:
            return None
        configuration = function.configuration(alias["FunctionVersion"])
    return None if is_placeholder(configuration) else {**configuration, "is_split": bool(weights(alias))}


def _last_release(released: dict[App, Any], alias: str) -> list[App]:
    if split := [app for app, state in released.items() if state["is_split"]]:
        return split
    newest = max(released, key=lambda app: str(released[app]["LastModified"]))
    description = released[newest].get("Description", "")
    if not description.startswith(_COMMIT):
        raise SlipwayError(
            f"the newest {alias} version, of {newest.name}, names no commit, so its release isn't known: name an app"
        )
    return [app for app, state in released.items() if state.get("Description") == description]
