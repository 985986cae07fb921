"""One function's way from a zip to its alias ``live``, where no write follows another's unseen."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import re
from typing import Any

from slipway.apps import App
from slipway.errors import SlipwayError
from slipway.package import Artifact

ALIAS = "live"
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 50 MB, by which Lambda means MiB.
MAX_UPLOAD_SIZE = 50 * 1024 * 1024


def bring_live(client: Any, function: str, app: App, artifact: Artifact) -> tuple[str, bool]:
    """Make the alias serve the artifact with ``$LATEST``'s configuration.

    Returns:
        The version that the alias serves now, and whether it served another one before.

    Raises:
        SlipwayError: the function or its alias isn't there, it runs on something else than the app is
            packaged for, or the zip is too large.
        ClientError, BotoCoreError: Lambda refused a call, or couldn't be reached.
    """
    # Reads by GetFunction alone: it may be called 100 times a second, the others 15 times, all together.
    latest = _settled(client, function, app)
    live = _function(client, app, FunctionName=function, Qualifier=ALIAS)
    _check_platform(app, function, latest)
    code_is_latest = latest["CodeSha256"] == artifact.code_sha256
    if code_is_latest and _is_same(client, latest, live):
        return live["Version"], False
    alias = client.get_alias(FunctionName=function, Name=ALIAS)
    if not code_is_latest:
        _upload(client, function, artifact, latest["RevisionId"])
    version = _publish(client, function, artifact)
    if version != alias["FunctionVersion"]:
        _move(client, function, version, alias["RevisionId"])
    return version, version != alias["FunctionVersion"]


def _settled(client: Any, function: str, app: App) -> Any:
    """Return ``$LATEST``, once no change of it is under way: until then Lambda refuses the next one."""
    latest = _function(client, app, FunctionName=function)
    if latest.get("State") != "Pending" and latest.get("LastUpdateStatus") != "InProgress":
        return latest
    client.get_waiter("function_active_v2").wait(FunctionName=function)
    client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return _function(client, app, FunctionName=function)


def _function(client: Any, app: App, **which: str) -> Any:
    try:
        return client.get_function(**which)["Configuration"]
    except client.exceptions.ResourceNotFoundException as error:
        name = " with alias ".join(which.values())
        raise SlipwayError(f"there is no function {name} in {client.meta.region_name}; {_advice(app)}") from error


def _advice(app: App) -> str:
    """Name the stack that declares the app's function: one of which some file has the app's name in it."""
    named = re.compile(rf"\b{re.escape(app.name)}\b|\b{app.module}\b")
    for file in sorted(app.project.glob("iac/*/*.tf")):
        if named.search(file.read_text(encoding="utf-8")):
            return f"apply iac/{file.parent.name} first"
    return "no stack in iac/ declares it yet"


def _check_platform(app: App, function: str, latest: Any) -> None:
    """Refuse what the function couldn't start: another Python, another architecture, no such handler."""
    packaged = {"Runtime": app.runtime, "Architectures": [app.architecture], "Handler": app.handler}
    for field, value in packaged.items():
        if latest[field] != value:
            raise SlipwayError(
                f"{function} has {field} {latest[field]}, but apps/{app.name} is packaged for {value}: "
                "change one of them"
            )


def _is_same(client: Any, latest: Any, live: Any) -> bool:
    """Tell whether code and configuration are equal, so that publishing would make no other version."""
    operation = client.meta.service_model.operation_model("UpdateFunctionConfiguration")
    configurable = set(operation.input_shape.members) - {
        "FunctionName",
        "RevisionId",
        "ImageConfig",
        "SnapStart",
    }
    fields = {*configurable, "CodeSha256", "Architectures", "ImageConfigResponse"}
    # The rest of SnapStart says whether a snapshot is there, which it is for versions alone.
    snap_starts = [version.get("SnapStart", {}).get("ApplyOn") for version in (latest, live)]
    return all(latest.get(field) == live.get(field) for field in fields) and snap_starts[0] == snap_starts[1]


def _upload(client: Any, function: str, artifact: Artifact, revision: str) -> None:
    if artifact.size > MAX_UPLOAD_SIZE:
        raise SlipwayError(f"the zip has {artifact.size / 1024**2:.0f} MB; Lambda takes 50 in an upload")
    client.update_function_code(FunctionName=function, ZipFile=artifact.path.read_bytes(), RevisionId=revision)
    client.get_waiter("function_updated_v2").wait(FunctionName=function)


def _publish(client: Any, function: str, artifact: Artifact) -> str:
    """Publish ``$LATEST`` and return the version: a new one, or the last if nothing has changed since."""
    published = client.publish_version(FunctionName=function, CodeSha256=artifact.code_sha256)
    if published.get("State") == "Pending":  # SnapStart takes its snapshot
        client.get_waiter("published_version_active").wait(FunctionName=function, Qualifier=published["Version"])
    return str(published["Version"])


def _move(client: Any, function: str, version: str, revision: str) -> None:
    client.update_alias(
        FunctionName=function,
        Name=ALIAS,
        FunctionVersion=version,
        RoutingConfig={"AdditionalVersionWeights": {}},
        RevisionId=revision,
    )
