"""``slipway status``: what the functions' alias serves, and what `deploy` would change."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.deploy import functions
from slipway.package import package_app
from slipway.system.concurrency import run_concurrently


@dataclass(frozen=True)
class Status:
    """What an app's function serves.

    Attributes:
        app: the app's name.
        function: the function's name.
        alias: ``live``.
        version: that the alias points at.
        weights: other version -> share of the invocations that it gets, 0 to 1; empty but for a canary.
        code_sha256: of the version's code.
        age: seconds since that code and configuration were made.
        pending: what `deploy` would change: ``code`` (the app's sources aren't what the alias serves),
            ``configuration`` (``$LATEST``'s isn't), ``canary`` (begun and not ended); empty when nothing. ``alias``
            is what it refuses to change: the alias is on ``$LATEST``, so that an upload would be served unchecked.
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
    """Read what the apps' functions serve. Packages the apps, to compare; writes nothing to AWS.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: where the functions are.
        names: of apps; none means all.
        environment: prefix of the functions' names.
        on_done: called with each status as soon as it is there.

    Raises:
        SlipwayError: there is no such app, or some app's function isn't there; the others are read.
    """
    client = target.client("lambda")

    def work(app: App) -> Status:
        return _status(client, app, functions.function_name(app, environment))

    return run_concurrently(load_apps(project, names), work, on_done)


def _status(client: Any, app: App, function: str) -> Status:
    artifact = package_app(app)
    with functions.explained(function):
        latest = functions.configuration(client, app, FunctionName=function)
        alias = functions.alias(client, function, app)
        version = alias["FunctionVersion"]
        served = functions.configuration(client, app, FunctionName=function, Qualifier=version)
    pending = {
        "code": served["CodeSha256"] != artifact.code_sha256,
        "configuration": not functions.is_same_configuration(client, latest, served),
        "canary": bool(functions.weights(alias)),
        "alias": version == "$LATEST",
    }
    return Status(
        app=app.name,
        function=function,
        alias=functions.ALIAS,
        version=version,
        weights=functions.weights(alias),
        code_sha256=served["CodeSha256"],
        age=(datetime.now(UTC) - datetime.fromisoformat(served["LastModified"])).total_seconds(),
        pending=[what for what, is_pending in pending.items() if is_pending],
    )
