"""``slipway status``: the versions that are live, and what `slipway deploy` would change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import ALIAS, Function, is_same_configuration, weights
from slipway.package.package import package_app
from slipway.system.concurrency import run_concurrently


@dataclass(frozen=True)
class Status:
    """The live version of an app's function.

    Attributes:
        app: the app's name.
        function: the function's name.
        alias: ``live``.
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
    on_done: Callable[[Status], None] = lambda _: None,
) -> list[Status]:
    """Compare the apps with their functions. Packages the apps, but writes nothing to AWS.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: the functions' account and region.
        names: of apps; all by default.
        environment: prefix of the functions' names.
        on_done: called with each status as soon as it is available.

    Raises:
        SlipwayError: there is no such app, or an app has no function; the others are compared.
    """
    client = target.client("lambda")

    def work(app: App) -> Status:
        return _status(Function(client, app, environment))

    return run_concurrently(load_apps(project, names), work, on_done)


def _status(function: Function) -> Status:
    artifact = package_app(function.app)
    with explain_errors(function.name):
        latest = function.configuration()
        alias = function.alias()
        version = alias["FunctionVersion"]
        live = function.configuration(version)
    pending = {
        "code": live["CodeSha256"] != artifact.code_sha256,
        "configuration": not is_same_configuration(function.client, latest, live),
        "canary": bool(weights(alias)),
        "alias": version == "$LATEST",
    }
    return Status(
        app=function.app.name,
        function=function.name,
        alias=ALIAS,
        version=version,
        weights=weights(alias),
        code_sha256=live["CodeSha256"],
        age=(datetime.now(UTC) - datetime.fromisoformat(live["LastModified"])).total_seconds(),
        pending=[name for name, is_pending in pending.items() if is_pending],
    )
