"""Reading functions and their aliases, and what to say of Lambda's refusals."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.errors import describe
from slipway.config.app import App
from slipway.errors import SlipwayError

ALIAS = "live"
PREVIOUS = "previous"  # the alias on the version that live served before
# SHA-256 of modules/lambda/placeholder/*.zip. The version's number wouldn't tell: it isn't 1 where a function of the
# same name was deleted before, and 1 may be somebody's code where modules/lambda made no function.
_PLACEHOLDERS = {
    "Cdrtdx9V06xh/CX030uLYF7PA+8t4NMtZz/q37wQQUA=",  # nodejs
    "d3l2/wJsT1q43uw16vtMnlm3qL1ERGOpXUfVwgs/GLs=",  # provided
    "Rv3Scux9r+YfzkWD9/IowdWznVZX2SmHaQBK2fD+eJY=",  # python
}
_PATIENCE = 300  # seconds, as boto3's waiters have it


def function_name(app: App, environment: str) -> str:
    """Return the name of an app's function, ``<environment>-<app>``."""
    return f"{environment}-{app.name}"


def settled(client: Any, app: App, **which: str) -> Any:
    """Return the configuration of ``$LATEST`` or a version, once no change of it is under way.

    Until then Lambda refuses the next one. Whether the change went well, it doesn't tell: `expect_success`.

    Raises:
        SlipwayError: there is no such function or version, or it is still changing after 5 minutes.
    """
    started = time.monotonic()
    while _is_changing(found := configuration(client, app, **which)):
        waited = time.monotonic() - started
        if waited > _PATIENCE:
            raise SlipwayError(
                f"{found['FunctionName']} is still changing after 5 minutes{_reason(found)}: deploy again"
            )
        # A new zip takes Lambda about a second, of which boto3's waiters would sleep one more; a VPC or SnapStart takes
        # minutes. 8 apps side by side look 80 times a second at most, of the 100 that GetFunction may be called.
        time.sleep(min(max(waited / 5, 0.1), 1))
    return found


def has_failed(found: Any) -> bool:
    """Tell whether the last change of a function or version, as `settled` has it, failed."""
    return "Failed" in (found.get("State"), found.get("LastUpdateStatus"))


def expect_success(found: Any) -> None:
    """Raise SlipwayError if the last change of a function or version failed."""
    if has_failed(found):
        raise SlipwayError(f"Lambda could not change {found['FunctionName']}{_reason(found)}")


def configuration(client: Any, app: App, **which: str) -> Any:
    """Return a function's or a version's configuration by GetFunction.

    It may be called 100 times a second; most other reads 15 times, all together.
    """
    with _missing(client, app, f"function {' with version '.join(which.values())}"):
        return client.get_function(**which)["Configuration"]


def alias(client: Any, function: str, app: App) -> Any:
    """Return the alias ``live`` with its weights, which no other read tells of."""
    with _missing(client, app, f"function {function} with alias {ALIAS}"):
        return client.get_alias(FunctionName=function, Name=ALIAS)


def weights(found: Any) -> dict[str, float]:
    """Return version -> share of the invocations that an alias sends there instead of to its own version."""
    return dict(found.get("RoutingConfig", {}).get("AdditionalVersionWeights", {}))


def versions(client: Any, function: str) -> list[int]:
    """Return the published versions, all of them, oldest first."""
    pages = client.get_paginator("list_versions_by_function").paginate(FunctionName=function)
    names = [version["Version"] for page in pages for version in page["Versions"]]  # 50 a page, in any order
    return sorted(int(name) for name in names if name != "$LATEST")


def is_same_configuration(client: Any, one: Any, other: Any) -> bool:
    """Tell whether all but the code is equal, so that publishing the same code would make no other version."""
    operation = client.meta.service_model.operation_model("UpdateFunctionConfiguration")
    configurable = set(operation.input_shape.members) - {
        "FunctionName",
        "RevisionId",
        "ImageConfig",
        "SnapStart",
    }
    fields = {*configurable, "Architectures", "ImageConfigResponse"}
    # The rest of SnapStart says whether a snapshot is there, which it is for versions alone.
    snap_starts = [version.get("SnapStart", {}).get("ApplyOn") for version in (one, other)]
    return all(one.get(field) == other.get(field) for field in fields) and snap_starts[0] == snap_starts[1]


def is_placeholder(found: Any) -> bool:
    """Tell whether a version's code is what Terraform makes a function of, which answers with an error."""
    return found["CodeSha256"] in _PLACEHOLDERS


@contextmanager
def explained(function: str) -> Iterator[None]:
    """Turn what boto3 and the disk raise into one line, which says so when somebody else's change came in between.

    Raises:
        SlipwayError: in place of a ClientError, BotoCoreError, Boto3Error or OSError.
    """
    try:
        yield
    except (ClientError, BotoCoreError, Boto3Error, OSError) as error:
        raise SlipwayError(explanation(error, function)) from error


def explanation(error: Exception, function: str) -> str:
    """Return what to say of an error."""
    if not isinstance(error, ClientError):
        return describe(error)
    outrun = {"PreconditionFailedException", "ResourceConflictException"}
    if error.operation_name == "PublishVersion":
        outrun.add("InvalidParameterValueException")  # the code in $LATEST is another's
    if error.response["Error"]["Code"] in outrun:
        return f"{function} was changed by someone else meanwhile; deploy again. Lambda says: {error}"
    return str(error)


def _is_changing(found: Any) -> bool:
    return bool(found.get("State") == "Pending" or found.get("LastUpdateStatus") == "InProgress")


def _reason(found: Any) -> str:
    reason = found.get("LastUpdateStatusReason") or found.get("StateReason")
    return f" ({reason})" if reason else ""


@contextmanager
def _missing(client: Any, app: App, what: str) -> Iterator[None]:
    try:
        yield
    except client.exceptions.ResourceNotFoundException as error:
        raise SlipwayError(f"there is no {what} in {client.meta.region_name}; {_advice(app)}") from error


def _advice(app: App) -> str:
    """Name the stack that declares the app's function: one of which some file has the app's name in it."""
    named = re.compile(rf"\b{re.escape(app.name)}\b|\b{app.module}\b")
    for file in sorted(app.project.glob("iac/*/*.tf")):
        if named.search(file.read_text(encoding="utf-8")):
            return f"apply iac/{file.parent.name} first"
    return "no stack in iac/ declares it yet"
