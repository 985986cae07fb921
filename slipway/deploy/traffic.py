"""Writes of a function's aliases, which decide the versions that its callers reach."""

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from slipway.deploy.errors import explain
from slipway.deploy.function import ALIAS, PREVIOUS, Function
from slipway.errors import SlipwayError


class AliasMovedError(SlipwayError):
    """Someone else moved the alias in the meantime."""


def assert_unchanged(function: Function, revision: str) -> None:
    """Raise AliasMovedError if the alias ``live`` no longer has the revision of the last write."""
    if function.client.get_alias(FunctionName=function.name, Name=ALIAS)["RevisionId"] != revision:
        raise AliasMovedError(f"someone else has moved alias {ALIAS} of {function.name} meanwhile; it is left as it is")


def point_alias(function: Function, version: str, revision: str, weights: Mapping[str, float] | None = None) -> str:
    """Point the alias ``live`` at a version, unless someone else moved it.

    Args:
        function: the alias's function.
        version: the new version.
        revision: the revision of the alias that this write replaces. Lambda refuses if it has another one.
        weights: other version -> share of the invocations, 0 to 1, that it receives. None sends all to the version.

    Returns:
        The alias's new revision.
    """
    alias = function.client.update_alias(
        FunctionName=function.name,
        Name=ALIAS,
        FunctionVersion=version,
        RoutingConfig={"AdditionalVersionWeights": dict(weights or {})},
        RevisionId=revision,
    )
    return str(alias["RevisionId"])


def revert_canary(function: Function, version: str, revision: str, reason: str) -> None:
    """Point the alias at one version again, as before a canary.

    Args:
        function: the alias's function.
        version: the version that the alias pointed at before.
        revision: the revision of the alias during the canary.
        reason: why the canary ends, for the error message.

    Raises:
        SlipwayError: the write failed too, so the alias may still split its invocations.
    """
    try:
        point_alias(function, version, revision)
    except (ClientError, BotoCoreError) as error:
        raise SlipwayError(
            f"{reason}. Alias {ALIAS} could not be rolled back ({explain(error, function.name)}): "
            "see `slipway status`, then `slipway rollback`"
        ) from error


def record_previous(function: Function, version: str) -> None:
    """Point the alias ``previous`` at the version that ``live`` is about to leave, for `slipway rollback`.

    The version number alone isn't enough: an earlier version may have failed its check and never been live.
    """
    alias = {"FunctionName": function.name, "Name": PREVIOUS, "FunctionVersion": version}
    try:
        function.client.update_alias(**alias)
    except function.client.exceptions.ResourceNotFoundException:
        function.client.create_alias(**alias, Description=f"The version that {ALIAS} pointed at before, for rollback")
