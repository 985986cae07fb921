"""``slipway status``: the versions that the aliases point at, and what `slipway deploy` would change."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

from lambda_release.function import Function, is_previous, is_same_configuration, weights
from lambda_release.owner import pipeline_of
from slipway.aws.target import Target
from slipway.config.app import App
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import deployed_apps, function_of
from slipway.package.package import package_app
from slipway.system.concurrency import run_concurrently

_Response = Mapping[str, Any]


@dataclass(frozen=True)
class Status:
    """An alias of an app's function, and the version that it points at.

    Attributes:
        app: the app's name.
        function: the function's name.
        alias: the alias.
        pipeline: pipeline that releases the alias; None if `slipway deploy` does.
        version: the version that the alias points at.
        weights: other version -> share of the invocations, 0 to 1; only during a canary.
        code_sha256: hash of the version's code, in base64.
        age: seconds since that code and configuration were created.
        pending: what differs: ``code`` (the app's sources), ``configuration`` (that of ``$LATEST``), ``canary``
            (started but not finished). ``slipway deploy`` changes these. It refuses ``alias``: the alias points at
            ``$LATEST``, so an upload would be live without a check. Empty if the function is up to date.
    """

    app: str
    function: str
    alias: str
    pipeline: str | None
    version: str
    weights: dict[str, float]
    code_sha256: str
    age: float
    pending: list[str]


def status(
    project: Path,
    target: Target,
    names: Sequence[str] | None = None,
    *,
    environment: str,
    on_done: Callable[[list[Status]], None] = lambda _: None,
) -> list[Status]:
    """Compare the apps with every alias of their functions. Packages the apps, but writes nothing to AWS.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: the functions' account and region.
        names: names of apps; by default those that a stack declares.
        environment: prefix of the functions' names.
        on_done: called with the statuses of an app as soon as they are available.

    Raises:
        SlipwayError: there is no such app, or an app has no function; the others are compared.
    """
    client = target.client("lambda")
    apps = deployed_apps(project, names, client, environment)

    def work(app: App) -> list[Status]:
        return _statuses(app, function_of(client, app, environment))

    return [each for statuses in run_concurrently(apps, work, on_done) for each in statuses]


def _statuses(app: App, function: Function) -> list[Status]:
    code_sha256 = package_app(app).code_sha256
    with explain_errors(function.name):
        latest = function.configuration()
        aliases = [alias for alias in function.aliases() if not is_previous(alias["Name"])]
        if not aliases:
            function.alias()  # raises the error that names what to apply
        live = {version: function.configuration(version) for version in {alias["FunctionVersion"] for alias in aliases}}
    return [
        _status(app, function, alias, live[alias["FunctionVersion"]], latest, code_sha256)
        for alias in sorted(aliases, key=itemgetter("Name"))
    ]


def _status(
    app: App, function: Function, alias: _Response, live: _Response, latest: _Response, code_sha256: str
) -> Status:
    version = alias["FunctionVersion"]
    pending = {
        "code": live["CodeSha256"] != code_sha256,
        "configuration": not is_same_configuration(function.client, latest, live),
        "canary": bool(weights(alias)),
        "alias": version == "$LATEST",
    }
    return Status(
        app=app.name,
        function=function.name,
        alias=alias["Name"],
        pipeline=pipeline_of(alias),
        version=version,
        weights=weights(alias),
        code_sha256=live["CodeSha256"],
        age=(datetime.now(UTC) - datetime.fromisoformat(live["LastModified"])).total_seconds(),
        pending=[name for name, is_pending in pending.items() if is_pending],
    )
