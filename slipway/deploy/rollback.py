"""``slipway rollback``: the alias ``live`` back to a version that is there already."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import load_apps
from slipway.deploy import functions, traffic
from slipway.errors import SlipwayError

_SHOWN = 10  # versions that a message names


@dataclass(frozen=True)
class Rollback:
    """What the alias ``live`` serves after `rollback`.

    Attributes:
        app: the app's name.
        function: the function's name.
        version: that the alias serves now, alone.
        before: the version that it pointed at before.
        changed: False when it served that version alone already.
    """

    app: str
    function: str
    version: str
    before: str
    changed: bool


def rollback(project: Path, target: Target, name: str, *, environment: str, to: int | None = None) -> Rollback:
    """Let the alias of an app's function serve an earlier version; code and configuration are that version's.

    One write, and nothing is checked: what it goes back to was served before. The next `deploy` goes forward again.

    Args:
        project: folder that holds ``apps/``.
        target: where the function is.
        name: of the app.
        environment: prefix of the function's name.
        to: the version. None ends a canary if there is one, and is else the version that was served before.

    Raises:
        SlipwayError: there is no such app, function or version, or someone else moved the alias meanwhile.
    """
    (app,) = load_apps(project, [name])
    function = functions.function_name(app, environment)
    client = target.client("lambda")
    with functions.explained(function):
        alias = functions.alias(client, function, app)
        version = _checked(client, function, to) if to else _way_back(client, function, alias)
        changed = version != alias["FunctionVersion"] or bool(functions.weights(alias))
        if changed:
            traffic.serve(client, function, version, alias["RevisionId"])
    return Rollback(app.name, function, version, alias["FunctionVersion"], changed)


def _way_back(client: Any, function: str, alias: Any) -> str:
    served = str(alias["FunctionVersion"])
    if functions.weights(alias):
        return served
    try:
        before = client.get_function(FunctionName=function, Qualifier=functions.PREVIOUS)["Configuration"]
    except client.exceptions.ResourceNotFoundException:
        before = None
    if before is None or before["Version"] == served or functions.is_placeholder(before):
        raise SlipwayError(
            f"nothing is known to have been served before version {served} of {function}: name a version with --to; "
            f"there are {_shown(functions.versions(client, function))}"
        )
    return str(before["Version"])


def _checked(client: Any, function: str, version: int) -> str:
    try:
        client.get_function(FunctionName=function, Qualifier=str(version))
    except client.exceptions.ResourceNotFoundException as error:
        known = _shown(functions.versions(client, function))
        raise SlipwayError(f"{function} has no version {version}; there are {known}") from error
    return str(version)


def _shown(versions: list[int]) -> str:
    names = ", ".join(map(str, versions[-_SHOWN:]))
    return f"…, {names}" if len(versions) > _SHOWN else names
