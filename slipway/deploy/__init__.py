"""``slipway deploy``: the apps' code, and the versions that their functions' alias serves.

Terraform makes the function and the alias and leaves both alone afterwards; this owns them from then on. What a role
needs for it is listed in ``slipway.deploy.actions``.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from slipway.aws.target import Target
from slipway.config.app import App, load_apps
from slipway.deploy import canary as canaries
from slipway.deploy import release
from slipway.deploy.canary import Canary
from slipway.deploy.functions import explained, function_name
from slipway.deploy.upload import Bucket
from slipway.package import package_app
from slipway.system.concurrency import run_concurrently, stopwatch


@dataclass(frozen=True)
class Deployment:
    """What the alias ``live`` of an app's function serves after `deploy`.

    Attributes:
        app: the app's name.
        function: the function's name, ``<environment>-<app>``.
        version: that the alias points at.
        code_sha256: of that version's code.
        size: of the zip, in bytes.
        changed: False when there was nothing to do.
        checked: whether the new version was invoked, and answered as the app's ``check.json`` expects.
        seconds: that it took, packaging included.
    """

    app: str
    function: str
    version: str
    code_sha256: str
    size: int
    changed: bool
    checked: bool
    seconds: float


def deploy(
    project: Path,
    target: Target,
    names: Sequence[str] | None = None,
    *,
    environment: str,
    canary: Canary | None = None,
    bucket: str | None = None,
    on_done: Callable[[Deployment], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Deployment]:
    """Package apps and bring their functions' alias ``live`` to that code and to ``$LATEST``'s configuration.

    Writes nothing where both are so already. A new version is checked before the alias serves it
    (``slipway.deploy.check``). May be interrupted anywhere: the next run goes on from there, also from a canary.
    Of two at once, the one that comes too late fails and changes nothing more.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: where the functions are.
        names: of apps; none means all.
        environment: prefix of the functions' names.
        canary: how new versions take over; None is all at once.
        bucket: name of an S3 bucket in the region, for zips of more than 50 MB.
        on_done: called with each deployment as soon as it is done.
        say: called in threads with what takes a while.

    Raises:
        SlipwayError: there is no such app, an alarm is in ALARM before anything is changed, or some app's deployment
            failed; the others are done. What failed still serves what it did before.
    """
    apps = load_apps(project, names)
    run = _run(target, canary, bucket, say)

    def work(app: App) -> Deployment:
        return _deploy_app(run, app, environment)

    return run_concurrently(apps, work, on_done, on_interrupt=run.stop.set)


def _run(target: Target, canary: Canary | None, bucket: str | None, say: Callable[[str], None]) -> release.Run:
    """Make the clients, once: they are safe to share, making them isn't."""
    alarms = canary.alarms if canary else ()
    cloudwatch = target.client("cloudwatch") if alarms else None
    with explained("an alarm"):
        canaries.expect_quiet(cloudwatch, alarms)
    return release.Run(
        client=target.client("lambda"),
        cloudwatch=cloudwatch,
        bucket=Bucket(target.client("s3"), bucket) if bucket else None,
        canary=canary,
        stop=threading.Event(),
        say=say,
    )


def _deploy_app(run: release.Run, app: App, environment: str) -> Deployment:
    seconds = stopwatch()
    artifact = package_app(app)
    function = function_name(app, environment)
    with explained(function):
        done = release.bring_live(run, function, app, artifact)
    return Deployment(
        app=app.name,
        function=function,
        version=done.version,
        code_sha256=artifact.code_sha256,
        size=artifact.size,
        changed=done.changed,
        checked=done.checked,
        seconds=seconds(),
    )
