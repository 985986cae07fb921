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
        SlipwayError: there is no such app, function or version, or someone else moved the alias in the meantime.
    """
    (app,) = load_apps(project, [name])
    function = function_of(target.client("lambda"), app, environment, alias)
    with explain_errors(function.name):
        current = function.alias()
        version = _checked(function, to) if to else _previous_version(function, current)
        changed = version != current["FunctionVersion"] or bool(weights(current))
        if changed:
            point_alias(function, version, current["RevisionId"])
    return Rollback(app.name, function.name, alias, version, current["FunctionVersion"], changed)


def _previous_version(function: Function, alias: Any) -> str:  # noqa: ANN401 - boto3's
    live = str(alias["FunctionVersion"])
    if weights(alias):
        return live
    previous = _find(function, function.previous_alias_name)
    if previous is None or previous["Version"] == live or is_placeholder(previous):
        raise SlipwayError(
            f"no {function.alias_name} version of {function.name} before {live} is recorded: name a version with --to; "
            f"there are {_versions(function)}"
        )
    return str(previous["Version"])


def _checked(function: Function, version: int) -> str:
    if not _find(function, str(version)):
        raise SlipwayError(f"{function.name} has no version {version}; there are {_versions(function)}")
    return str(version)


def _find(function: Function, qualifier: str) -> Any:  # noqa: ANN401 - boto3's
    """Return the configuration of a version, or of the version that an alias points at; None if there is none."""
    try:
        return function.client.get_function(FunctionName=function.name, Qualifier=qualifier)["Configuration"]
    except function.client.exceptions.ResourceNotFoundException:
        return None


def _versions(function: Function) -> str:
    versions = function.versions()
    names = ", ".join(map(str, versions[-_MAX_SHOWN:]))
    return f"…, {names}" if len(versions) > _MAX_SHOWN else names
