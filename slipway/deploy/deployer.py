"""Deploying one app: upload, publish, check, and point the alias ``live`` at the new version.

Every write carries the revision that it replaces, so that concurrent deployments can't overwrite each other unnoticed.
"""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import threading
from dataclasses import dataclass, replace
from typing import Any

from slipway.config.app import App
from slipway.console.progress import say
from slipway.deploy import check as checks
from slipway.deploy.canary import Canary, assert_no_alarm, bake
from slipway.deploy.check import Check, check_version
from slipway.deploy.errors import explain, explain_errors
from slipway.deploy.function import (
    ALIAS,
    Function,
    has_failed,
    is_placeholder,
    is_same_configuration,
    raise_if_failed,
    weights,
)
from slipway.deploy.traffic import AliasMovedError, assert_unchanged, point_alias, record_previous, revert_canary
from slipway.deploy.upload import Bucket, upload
from slipway.errors import SlipwayError
from slipway.package.package import Artifact, package_app
from slipway.system.concurrency import stopwatch


@dataclass(frozen=True)
class Deployment:
    """The result of deploying an app.

    Attributes:
        app: the app's name.
        function: the function's name, ``<environment>-<app>``.
        version: the version that the alias ``live`` points at.
        code_sha256: hash of the version's code, in base64.
        size: of the zip, in bytes.
        changed: False if the alias already pointed at this code and configuration.
        checked: whether the new version was invoked and passed its ``check.json``.
        started: whether the new version was started, which of an app without ``check.json`` only Python's runtime does.
        seconds: duration, including packaging.
    """

    app: str
    function: str
    version: str
    code_sha256: str
    size: int
    changed: bool
    checked: bool
    started: bool
    seconds: float = 0


@dataclass(frozen=True)
class Deployer:
    """Deploys apps with the options of one ``slipway deploy``; methods may run in several threads.

    Attributes:
        environment: prefix of the functions' names.
        client: boto3's Lambda client.
        cloudwatch: boto3's CloudWatch client; only needed for a canary's alarms.
        bucket: for zips over 50 MB.
        canary: None sends all invocations to a new version immediately.
        stop: ends canaries when it is set.
    """

    environment: str
    client: Any
    cloudwatch: Any
    bucket: Bucket | None
    canary: Canary | None
    stop: threading.Event

    def deploy(self, app: App) -> Deployment:
        """Package an app and release it.

        Raises:
            SlipwayError: the app can't be packaged; the function or its alias doesn't exist, or doesn't fit the app;
                the zip is too large; a call of AWS failed; or the new version failed its check or its canary.
        """
        seconds = stopwatch()
        artifact = package_app(app)
        function = Function(self.client, app, self.environment)
        with explain_errors(function.name):
            deployment = self._release(function, artifact)
        return replace(deployment, seconds=seconds())

    def _release(self, function: Function, artifact: Artifact) -> Deployment:
        """Point the alias at a version with the artifact's code and the configuration of ``$LATEST``."""
        check = checks.load(function.app)
        latest = function.wait_until_updated()
        alias = function.alias()
        live = function.configuration(alias["FunctionVersion"])
        _check_platform(function, latest)
        _check_alias(function, alias)
        # The code of $LATEST doesn't count: after a rollback it is still that of the version that was rolled back.
        if _has_code(live, artifact) and is_same_configuration(function.client, latest, live):
            is_split = bool(weights(alias))  # by a canary that was interrupted
            if is_split:
                point_alias(function, live["Version"], alias["RevisionId"])
            return _deployment(function, artifact, live["Version"], changed=is_split)
        if not _has_code(latest, artifact):
            upload(function, artifact, latest["RevisionId"], self.bucket)
            raise_if_failed(function.wait_until_updated())
        version = _publish(function, artifact)
        if version == live["Version"] and not weights(alias):
            return _deployment(function, artifact, version, changed=False)  # Lambda published no new version
        check_version(function, version, check)
        self._shift_traffic(function, version, alias, live, check)
        is_checked = check is not None
        is_started = is_checked or checks.is_start_checked(function.app)
        return _deployment(function, artifact, version, changed=True, checked=is_checked, started=is_started)

    def _shift_traffic(self, function: Function, version: str, alias: Any, live: Any, check: Check | None) -> None:
        """Point the alias at a new version, after a canary if there are options for one."""
        revision = alias["RevisionId"]
        if version != live["Version"]:
            if self.canary and is_placeholder(live):
                say(f"{function.name}: version {version} receives all invocations: it replaces the placeholder")
            elif self.canary:
                revision = self._run_canary(self.canary, function, version, alias, check)
            record_previous(function, live["Version"])
        point_alias(function, version, revision)

    def _run_canary(self, canary: Canary, function: Function, version: str, alias: Any, check: Check | None) -> str:
        """Send a share of the invocations to a version for a while, and return the alias's new revision."""

        def check_health() -> None:
            assert_no_alarm(self.cloudwatch, canary.alarms)
            if check:
                check_version(function, version, check)
            assert_unchanged(function, revision)

        live = alias["FunctionVersion"]
        say(f"{function.name}: version {version} receives {canary.percent} % for {canary.bake:.0f} s")
        revision = point_alias(function, live, alias["RevisionId"], {version: canary.percent / 100})
        try:
            bake(canary.bake, check_health, self.stop)
        except AliasMovedError:
            raise  # someone else ended the canary, e.g. by `slipway rollback`
        except Exception as error:
            reason = explain(error, function.name)
            revert_canary(function, live, revision, f"version {version}: {reason}")
            message = f"version {version} was rolled back: {reason}. Alias {ALIAS} points at version {live} alone"
            if self.stop.is_set():
                say(f"{function.name}: {message}")  # nothing else reports the error after Ctrl-C
            raise SlipwayError(message) from error
        return revision


def _deployment(
    function: Function, artifact: Artifact, version: str, *, changed: bool, checked: bool = False, started: bool = False
) -> Deployment:
    return Deployment(
        app=function.app.name,
        function=function.name,
        version=version,
        code_sha256=artifact.code_sha256,
        size=artifact.size,
        changed=changed,
        checked=checked,
        started=started,
    )


def _check_platform(function: Function, latest: Any) -> None:
    """Raise SlipwayError if the function can't run the app's zip: another runtime, architecture or handler."""
    app = function.app
    if latest.get("PackageType") == "Image":
        raise SlipwayError(
            f"{function.name} runs a container image, but apps/{app.name} is packaged as a zip: create the function "
            "with modules/lambda, or with package_type Zip"
        )
    packaged = {"Runtime": app.runtime, "Architectures": [app.architecture], "Handler": app.handler}
    for field, value in packaged.items():
        if latest.get(field) != value:
            raise SlipwayError(
                f"{function.name} has {field} {latest.get(field)}, but apps/{app.name} is packaged for {value}: "
                "change one of them"
            )


def _check_alias(function: Function, alias: Any) -> None:
    if alias["FunctionVersion"] == "$LATEST":
        raise SlipwayError(
            f"alias {ALIAS} of {function.name} points at $LATEST, so an upload would be live without a check: point it "
            f"at a version, e.g. with `slipway rollback {function.app.name} --to VERSION`"
        )


def _has_code(configuration: Any, artifact: Artifact) -> bool:
    """Return whether a version has the artifact's code; after a failed update the hash may be the new one already."""
    return bool(configuration["CodeSha256"] == artifact.code_sha256) and not has_failed(configuration)


def _publish(function: Function, artifact: Artifact) -> str:
    """Publish ``$LATEST`` and return the version: a new one, or the last one if nothing has changed since."""
    published = function.client.publish_version(FunctionName=function.name, CodeSha256=artifact.code_sha256)
    version = str(published["Version"])
    if published.get("State") == "Pending":
        published = function.wait_until_updated(version)
    raise_if_failed(published)
    return version
