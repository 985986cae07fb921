"""``slipway deploy``: the apps' code, and the versions that their functions' alias serves.

Terraform makes the function and the alias and leaves both alone afterwards; this owns them from then on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.apps import App, load
from slipway.deploy import release
from slipway.errors import SlipwayError
from slipway.package import package_app
from slipway.side_by_side import side_by_side, stopwatch
from slipway.target import Target


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
        seconds: that it took, packaging included.
    """

    app: str
    function: str
    version: str
    code_sha256: str
    size: int
    changed: bool
    seconds: float


def deploy(
    project: Path,
    target: Target,
    names: Sequence[str] | None = None,
    *,
    environment: str,
    on_done: Callable[[Deployment], None] = lambda _: None,
) -> list[Deployment]:
    """Package apps and bring their functions' alias ``live`` to that code and to ``$LATEST``'s configuration.

    Writes nothing where both are so already. May be interrupted anywhere: the next run goes on from there.

    Args:
        project: folder that holds ``apps/`` and ``libs/``.
        target: where the functions are.
        names: of apps; none means all.
        environment: prefix of the functions' names.
        on_done: called with each deployment as soon as it is done.

    Raises:
        SlipwayError: there is no such app, or some app's deployment failed; the others are done. What failed
            still serves what it did before.
    """
    client = target.client("lambda")  # made once: boto3's clients are safe to share, making them isn't

    def work(app: App) -> Deployment:
        return _deploy_app(client, app, environment)

    return side_by_side(load(project, names), work, on_done)


def _deploy_app(client: Any, app: App, environment: str) -> Deployment:  # noqa: ANN401 - boto3's
    seconds = stopwatch()
    artifact = package_app(app)
    function = f"{environment}-{app.name}"
    try:
        version, changed = release.bring_live(client, function, app, artifact)
    except (ClientError, BotoCoreError) as error:
        raise SlipwayError(_explain(error, function)) from error
    return Deployment(app.name, function, version, artifact.code_sha256, artifact.size, changed, seconds())


def _explain(error: ClientError | BotoCoreError, function: str) -> str:
    if not isinstance(error, ClientError):
        return str(error)
    outrun = {"PreconditionFailedException", "ResourceConflictException"}
    if error.operation_name == "PublishVersion":
        outrun.add("InvalidParameterValueException")  # the code in $LATEST is another's
    if error.response["Error"]["Code"] in outrun:
        return f"{function} was changed by someone else meanwhile; deploy again. Lambda says: {error}"
    return str(error)
