"""Writes of a function's aliases, which decide the versions that its callers reach."""

from collections.abc import Mapping

from botocore.exceptions import BotoCoreError, ClientError

from lambda_release.errors import AliasMovedError, ReleaseError, explain
from lambda_release.function import Function


def assert_unchanged(function: Function, revision: str) -> None:
    """Raise AliasMovedError if the alias no longer has the revision of the last write."""
    alias = function.client.get_alias(FunctionName=function.name, Name=function.alias_name)
    if alias["RevisionId"] != revision:
        raise AliasMovedError(
            f"someone else has moved alias {function.alias_name} of {function.name} meanwhile; it is left as it is"
        )


def point_alias(function: Function, version: str, revision: str, weights: Mapping[str, float] | None = None) -> str:
    """Point the alias at a version, unless someone else moved it.

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
        Name=function.alias_name,
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
        ReleaseError: the write failed too, so the alias may still split its invocations.
    """
    try:
        point_alias(function, version, revision)
    except (ClientError, BotoCoreError) as error:
        raise ReleaseError(
            f"{reason}. Alias {function.alias_name} could not be rolled back ({explain(error, function.name)}): "
            "see `slipway status`, then `slipway rollback`"
        ) from error


def record_previous(function: Function, version: str) -> None:
    """Point the alias for the previous version at the version that the alias is about to leave, for `slipway rollback`.

    The version number alone isn't enough: an earlier version may have failed its check and never been live.
    """
    alias = {"FunctionName": function.name, "Name": function.previous_alias_name, "FunctionVersion": version}
    try:
        function.client.update_alias(**alias)
    except function.client.exceptions.ResourceNotFoundException:
        description = f"The version that {function.alias_name} pointed at before, for rollback"
        function.client.create_alias(**alias, Description=description)
