"""``slipway rollback``: point an alias at an earlier version."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS, Function, is_placeholder, weights
from lambda_release.traffic import point_alias
from slipway.aws.target import Target
from slipway.config.app import load_apps
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import function_of
from slipway.errors import SlipwayError

_MAX_SHOWN = 10  # versions in an error message


@dataclass(frozen=True)
class Rollback:
    """The result of a rollback.

    Attributes:
        app: the app's name.
        function: the function's name.
        alias: the alias.
        version: the version that the alias points at, without weights.
        before: the version that it pointed at before.
        changed: False if it already pointed at that version alone.
    """

    app: str
    function: str
    alias: str
    version: str
    before: str
    changed: bool


class FirstReleaseError(SlipwayError):
    """Nothing was released to an alias before its version, so there is nothing to go back to."""


def rollback(
    project: Path, target: Target, name: str, *, environment: str, alias: str = DEFAULT_ALIAS, to: int | None = None
) -> Rollback:
    """Point an alias of an app's function at an earlier version, with that version's configuration.

    Makes one write and no check, since the version was live before. The next `slipway deploy` deploys the app's current
    sources again.

    Args:
        project: folder that holds ``apps/``.
        target: the function's account and region.
        name: the app's name.
        environment: prefix of the function's name.
        alias: the alias, also one that a pipeline releases.
        to: the version. By default ends a canary if there is one, or else takes the version that the alias pointed at
            before.

    Raises:
        FirstReleaseError: there is no version before.
        SlipwayError: there is no such app, function or version, or someone else moved the alias in the meantime.
    """
    (app,) = load_apps(project, [name])
    function = function_of(target.client("lambda"), app, environment, alias)
    with explain_errors(function.name):
        current = function.alias()
        version = _checked(function, to) if to else _previous_version(function, current, name)
        changed = version != current["FunctionVersion"] or bool(weights(current))
        if changed:
            point_alias(function, version, current["RevisionId"])
    return Rollback(app.name, function.name, alias, version, current["FunctionVersion"], changed)


def _previous_version(function: Function, alias: Any, app: str) -> str:  # noqa: ANN401 - boto3's
    live = str(alias["FunctionVersion"])
    if weights(alias):
        return live
    previous = _find(function, function.previous_alias_name)
    if previous and previous["Version"] != live and not is_placeholder(previous):
        return str(previous["Version"])
    if not (others := [version for version in _released(function) if version != live]):
        raise FirstReleaseError(
            f"nothing was released to {function.alias_name} before, so there is nothing to go back to"
        )
    is_first = previous is not None and is_placeholder(previous)  # the other versions were released to other aliases
    command = f"`slipway rollback {app} --alias {function.alias_name} --to VERSION`"
    raise (FirstReleaseError if is_first else SlipwayError)(
        f"no version before {live} is recorded for {function.alias_name} of {function.name}: {command}, of "
        f"{_list(others)}"
    )


def _checked(function: Function, version: int) -> str:
    found = _find(function, str(version))
    if not found:
        raise SlipwayError(f"{function.name} has no version {version}; there are {_list(_released(function))}")
    if is_placeholder(found):
        raise SlipwayError(
            f"version {version} of {function.name} has no code: it is the placeholder of its module lambda; "
            f"there are {_list(_released(function))}"
        )
    return str(version)


def _find(function: Function, qualifier: str) -> Any:  # noqa: ANN401 - boto3's
    """Return the configuration of a version, or of the version that an alias points at; None if there is none."""
    try:
        return function.client.get_function(FunctionName=function.name, Qualifier=qualifier)["Configuration"]
    except function.client.exceptions.ResourceNotFoundException:
        return None


def _released(function: Function) -> list[str]:
    """Return the versions with the code of a deployment, oldest first."""
    return [each["Version"] for each in function.version_configurations() if not is_placeholder(each)]


def _list(versions: list[str]) -> str:
    names = ", ".join(versions[-_MAX_SHOWN:])
    return f"…, {names}" if len(versions) > _MAX_SHOWN else names or "none"
