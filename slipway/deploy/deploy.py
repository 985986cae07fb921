"""``slipway deploy``: deploy the code of apps to their functions.

`slipway.deploy.actions` lists the IAM actions that a role needs for it.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lambda_release.alarms import assert_no_alarm
from lambda_release.errors import ReleaseError
from lambda_release.function import DEFAULT_ALIAS
from lambda_release.upload import Bucket
from slipway.aws.target import Target
from slipway.deploy.canary import Canary
from slipway.deploy.commit import current_commit
from slipway.deploy.deployer import Deployer, Deployment
from slipway.deploy.errors import explain_errors
from slipway.deploy.function import deployed_apps
from slipway.system.concurrency import run_concurrently


def deploy(
    project: Path,
    target: Target,
    names: Sequence[str] | None = None,
    *,
    environment: str,
    alias: str = DEFAULT_ALIAS,
    canary: Canary | None = None,
    bucket: str | None = None,
    existing_only: bool = False,
    on_done: Callable[[Deployment], None] = lambda _: None,
) -> list[Deployment]:
    """Package apps, and point an alias of their functions at that code and the configuration of ``$LATEST``.

    Writes nothing where the alias already does. A new version is checked first (`slipway.deploy.check`). May be
    interrupted at any time: the next run continues, also after a canary. Of two concurrent runs, the later one fails
    without overwriting the other's changes.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: the functions' account and region.
        names: names of apps; by default those that a stack declares, except those whose alias a pipeline releases.
        environment: prefix of the functions' names.
        alias: the alias, which Terraform has created.
        canary: the canary; by default new versions receive all invocations immediately.
        bucket: name of an S3 bucket in the same region, for zips over 50 MB.
        existing_only: whether the apps of stacks that haven't been applied are left out; without names only.
        on_done: called with each deployment when it has succeeded.

    Raises:
        SlipwayError: there is no such app, an alarm is in ALARM before the first change, or the deployment of an app
            failed. The other apps are deployed, and the alias of the failed one still points at the version before.
    """
    client = target.client("lambda")
    apps = deployed_apps(project, names, client, environment, existing_only=existing_only)
    cloudwatch = _cloudwatch(target, canary.alarms_of(apps, environment) if canary else ())
    deployer = Deployer(
        environment=environment,
        alias=alias,
        commit=current_commit(project),
        client=client,
        cloudwatch=cloudwatch,
        bucket=Bucket(target.client("s3"), bucket) if bucket else None,
        canary=canary,
    )
    deploy_one = deployer.deploy if names else deployer.deploy_unless_owned
    return run_concurrently(apps, deploy_one, on_done, on_interrupt=deployer.stop.set)


def _cloudwatch(target: Target, alarms: Sequence[str]) -> Any:  # noqa: ANN401 - boto3's client
    """Return a client if there are alarms, after a check that none is in ALARM."""
    cloudwatch = target.client("cloudwatch") if alarms else None
    with explain_errors("an alarm"):
        try:
            assert_no_alarm(cloudwatch, alarms)
        except ReleaseError as error:
            advice = "a deployment without --canary, such as one of what corrects the cause, needs no alarm"
            raise ReleaseError(f"{error}: no canary starts; {advice}") from error
    return cloudwatch
