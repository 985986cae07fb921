"""Deploying one app: packaging, a release of its function, and a canary if there are options for one."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import threading
from dataclasses import dataclass, field, replace
from typing import Any

from lambda_release.alarms import assert_no_alarm
from lambda_release.check import check_version
from lambda_release.errors import AliasMovedError, OwnerError
from lambda_release.function import Function
from lambda_release.release import Release, Source, move_alias, prepare, start_canary
from lambda_release.traffic import assert_unchanged, revert_canary
from lambda_release.upload import Bucket, Code
from slipway.config.app import App
from slipway.console.progress import say
from slipway.deploy import check as checks
from slipway.deploy.canary import Canary, bake
from slipway.deploy.errors import explain, explain_errors
from slipway.deploy.function import function_of
from slipway.errors import SlipwayError
from slipway.package.package import Artifact, package_app
from slipway.system.concurrency import stopwatch


@dataclass(frozen=True)
class Deployment:
    """The result of deploying an app.

    Attributes:
        app: the app's name.
        function: the function's name, ``<environment>-<app>``.
        alias: the alias.
        version: the version that the alias points at.
        code_sha256: hash of the version's code, in base64.
        size: size of the zip in bytes.
        changed: False if the alias already pointed at this code and configuration.
        checked: whether the new version was invoked and passed its ``check.json``.
        started: whether the new version was started, which of an app without ``check.json`` only Python's runtime does.
        seconds: duration, including packaging.
    """

    app: str
    function: str
    alias: str
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
        alias: alias of the functions.
        commit: commit that the apps are from; None if it isn't known.
        client: boto3's Lambda client.
        cloudwatch: boto3's CloudWatch client; only needed for a canary's alarms.
        bucket: bucket for zips over 50 MB.
        canary: None sends all invocations to a new version immediately.
        stop: ends canaries when it is set.
    """

    environment: str
    alias: str
    commit: str | None
    client: Any
    cloudwatch: Any = None
    bucket: Bucket | None = None
    canary: Canary | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def deploy(self, app: App) -> Deployment:
        """Package an app and release it.

        Raises:
            SlipwayError: the app can't be packaged; the function or its alias doesn't exist, or doesn't fit the app;
                the zip is too large; a call of AWS failed; or the new version failed its check or its canary.
        """
        seconds = stopwatch()
        artifact = package_app(app)
        function = self._function(app)
        with explain_errors(function.name):
            source = Source(_code(artifact), self.commit, check=checks.load(app), bucket=self.bucket)
            release = prepare(function, source, lambda latest: _check_platform(function, app, latest))
            if release.is_pending:
                self._move_alias(release, source, app)
        return replace(_deployment(app, artifact, release), seconds=seconds())

    def deploy_unless_owned(self, app: App) -> Deployment:
        """Deploy an app as `deploy` does, or only report its version if a pipeline releases it.

        Raises:
            SlipwayError: see `deploy`.
        """
        try:
            return self.deploy(app)
        except SlipwayError as error:
            if not isinstance(error.__cause__, OwnerError):
                raise
            say(f"left as it is: {error}")
        function = self._function(app)
        with explain_errors(function.name):
            alias = function.alias()
            version = alias["FunctionVersion"]
            return _deployment(app, package_app(app), Release(function, version, version, alias["RevisionId"]))

    def _function(self, app: App) -> Function:
        return function_of(self.client, app, self.environment, self.alias)

    def _move_alias(self, release: Release, source: Source, app: App) -> None:
        """Point the alias at a new version, after a canary if there are options for one."""
        if self.canary and release.is_new and release.is_first:
            name = release.function.name
            say(f"{name}: version {release.version} receives all invocations: it replaces the placeholder")
        elif self.canary and release.is_new:
            release = self._run_canary(self.canary, release, source, app)
        move_alias(release)

    def _run_canary(self, canary: Canary, release: Release, source: Source, app: App) -> Release:
        """Send a share of the invocations to a version for a while, and return the release with the new revision."""
        function, version = release.function, release.version

        def check_health() -> None:
            assert_no_alarm(self.cloudwatch, canary.alarms_of([app], self.environment))
            if source.check:
                check_version(function, version, source.check)
            assert_unchanged(function, started.revision)

        say(f"{function.name}: version {version} receives {canary.percent} % for {canary.bake:.0f} s")
        started = start_canary(release, canary.percent)
        try:
            bake(canary.bake, check_health, self.stop)
        except AliasMovedError:
            raise  # someone else ended the canary, e.g. by `slipway rollback`
        except Exception as error:
            reason = explain(error, function.name)
            revert_canary(function, release.before, started.revision, f"version {version}: {reason}")
            ending = f"Alias {function.alias_name} points at version {release.before} alone"
            message = f"version {version} was rolled back: {reason}. {ending}"
            if self.stop.is_set():
                say(f"{function.name}: {message}")  # nothing else reports the error after Ctrl-C
            raise SlipwayError(message) from error
        return started


def _code(artifact: Artifact) -> Code:
    return Code(artifact.path, artifact.size, artifact.code_sha256)


def _deployment(app: App, artifact: Artifact, release: Release) -> Deployment:
    return Deployment(
        app=app.name,
        function=release.function.name,
        alias=release.function.alias_name,
        version=release.version,
        code_sha256=artifact.code_sha256,
        size=artifact.size,
        changed=release.is_pending,
        checked=release.is_checked,
        started=release.is_started,
    )


def _check_platform(function: Function, app: App, latest: Any) -> None:
    """Raise SlipwayError if the function can't run the app's zip: another runtime, architecture or handler."""
    if latest.get("PackageType") == "Image":
        raise SlipwayError(
            f"{function.name} runs a container image, but apps/{app.name} is packaged as a zip: create the function "
            "with modules/lambda, or with package_type Zip"
        )
    packaged = {"Runtime": app.runtime, "Architectures": [app.architecture], "Handler": app.handler}
    for name, value in packaged.items():
        if latest.get(name) != value:
            raise SlipwayError(
                f"{function.name} has {name} {latest.get(name)}, but apps/{app.name} is packaged for {value}: "
                "change one of them"
            )
