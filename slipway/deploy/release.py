"""One function's way from a zip to its alias ``live``, where no write follows another's unseen."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slipway.config.app import App
from slipway.deploy import canary as canaries
from slipway.deploy import check as checks
from slipway.deploy import functions, traffic
from slipway.deploy.canary import Canary
from slipway.deploy.check import Check
from slipway.deploy.upload import Bucket, upload
from slipway.errors import SlipwayError
from slipway.package import Artifact


@dataclass(frozen=True)
class Run:
    """What all apps of one run of ``slipway deploy`` have in common.

    Attributes:
        client: boto3's, of Lambda.
        cloudwatch: boto3's, of CloudWatch.
        bucket: for large zips.
        canary: how new versions take over; None is all at once.
        stop: set, it ends a canary.
        say: called in threads with what is going on.
    """

    client: Any
    cloudwatch: Any
    bucket: Bucket | None
    canary: Canary | None
    stop: threading.Event
    say: Callable[[str], None]


@dataclass(frozen=True)
class Release:
    """What became of a function.

    Attributes:
        version: that the alias serves now.
        changed: False when there was nothing to do.
        checked: whether the version was invoked, and answered as the app's ``check.json`` expects.
    """

    version: str
    changed: bool
    checked: bool


def bring_live(run: Run, function: str, app: App, artifact: Artifact) -> Release:
    """Make the alias serve the artifact with ``$LATEST``'s configuration, and nothing else.

    Raises:
        SlipwayError: function or alias isn't there, or isn't what the app can be deployed to; the zip is too large;
            Lambda couldn't carry out a change; or the new version failed its check or was taken back.
        ClientError, BotoCoreError: AWS refused a call, or couldn't be reached.
    """
    check = checks.load(app)
    latest = functions.settled(run.client, app, FunctionName=function)
    alias = functions.alias(run.client, function, app)
    served = functions.configuration(run.client, app, FunctionName=function, Qualifier=alias["FunctionVersion"])
    _check_platform(app, function, latest)
    _check_alias(app, function, alias)
    # $LATEST's code doesn't count: after a rollback it is still that of the version that was taken back.
    if _is_code_of(served, artifact) and functions.is_same_configuration(run.client, latest, served):
        left = bool(functions.weights(alias))  # by a canary that was cut off
        if left:
            traffic.serve(run.client, function, alias["FunctionVersion"], alias["RevisionId"])
        return Release(alias["FunctionVersion"], changed=left, checked=False)
    if not _is_code_of(latest, artifact):
        upload(run.client, function, artifact, latest["RevisionId"], run.bucket)
        functions.expect_success(functions.settled(run.client, app, FunctionName=function))
    version = _publish(run.client, function, app, artifact)
    if version == alias["FunctionVersion"] and not functions.weights(alias):
        return Release(version, changed=False, checked=False)  # Lambda sees no difference that counts
    checks.run(run.client, function, version, check)
    _shift(run, function, version, alias, served, check)
    return Release(version, changed=True, checked=check is not None)


def _check_platform(app: App, function: str, latest: Any) -> None:
    """Refuse what the function couldn't start: another Python, another architecture, no such handler."""
    packaged = {"Runtime": app.runtime, "Architectures": [app.architecture], "Handler": app.handler}
    for field, value in packaged.items():
        if latest.get(field) != value:
            raise SlipwayError(
                f"{function} has {field} {latest.get(field)}, but apps/{app.name} is packaged for {value}: "
                "change one of them"
            )


def _check_alias(app: App, function: str, alias: Any) -> None:
    if alias["FunctionVersion"] == "$LATEST":
        raise SlipwayError(
            f"alias {functions.ALIAS} of {function} is on $LATEST, so that an upload would be served unchecked: put it "
            f"on a version, e.g. by `slipway rollback {app.name} --to VERSION`"
        )


def _is_code_of(found: Any, artifact: Artifact) -> bool:
    """Tell whether a version has the artifact's code: after a failure, the hash alone doesn't tell."""
    return bool(found["CodeSha256"] == artifact.code_sha256) and not functions.has_failed(found)


def _publish(client: Any, function: str, app: App, artifact: Artifact) -> str:
    """Publish ``$LATEST`` and return the version: a new one, or the last if nothing has changed since."""
    published = client.publish_version(FunctionName=function, CodeSha256=artifact.code_sha256)
    version = str(published["Version"])
    if published.get("State") == "Pending":
        published = functions.settled(client, app, FunctionName=function, Qualifier=version)
    functions.expect_success(published)
    return version


def _shift(run: Run, function: str, version: str, alias: Any, served: Any, check: Check | None) -> None:
    """Let the alias serve a version, after a canary if there is to be one and code to spare from what it breaks."""
    revision = alias["RevisionId"]
    if version != served["Version"]:
        if run.canary and functions.is_placeholder(served):
            run.say(f"{function}: version {version} gets all at once: before it there is the placeholder alone")
        elif run.canary:
            revision = _bake(run, run.canary, function, version, alias, check)
        traffic.remember(run.client, function, served["Version"])
    traffic.serve(run.client, function, version, revision)


def _bake(run: Run, canary: Canary, function: str, version: str, alias: Any, check: Check | None) -> str:
    """Send some of the alias's invocations to a version; return the alias's revision if nothing goes wrong."""

    def look() -> None:
        canaries.expect_quiet(run.cloudwatch, canary.alarms)
        if check:
            checks.run(run.client, function, version, check)
        traffic.expect_own(run.client, function, revision)

    served = alias["FunctionVersion"]
    run.say(f"{function}: version {version} gets {canary.percent} % for {canary.bake:.0f} s")
    share = {version: canary.percent / 100}
    revision = traffic.serve(run.client, function, served, alias["RevisionId"], share)
    try:
        canaries.bake(canary.bake, look, run.stop)
    except traffic.AliasMovedError:
        raise  # as by `slipway rollback`: there is nothing to take back
    except Exception as error:
        reason = functions.explanation(error, function)
        traffic.take_back(run.client, function, served, revision, f"version {version}: {reason}")
        message = f"version {version} was taken back: {reason}. Alias {functions.ALIAS} serves version {served} alone"
        if run.stop.is_set():
            run.say(f"{function}: {message}")  # nobody waits for the error any more
        raise SlipwayError(message) from error
    return revision
