"""Writes of the aliases: which versions the callers of a function reach."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.deploy.functions import ALIAS, PREVIOUS, explanation
from slipway.errors import SlipwayError


class AliasMovedError(SlipwayError):
    """Somebody else has moved the alias meanwhile."""


def expect_own(client: Any, function: str, revision: str) -> None:
    """Raise AliasMovedError unless the alias ``live`` has that revision, of which the write was one's own."""
    if client.get_alias(FunctionName=function, Name=ALIAS)["RevisionId"] != revision:
        raise AliasMovedError(f"someone else has moved alias {ALIAS} of {function} meanwhile; it is left as it is")


def serve(client: Any, function: str, version: str, revision: str, weights: Mapping[str, float] | None = None) -> str:
    """Let the alias ``live`` of that revision serve a version, and others by their weights; return its new revision."""
    answer = client.update_alias(
        FunctionName=function,
        Name=ALIAS,
        FunctionVersion=version,
        RoutingConfig={"AdditionalVersionWeights": dict(weights or {})},
        RevisionId=revision,
    )
    return str(answer["RevisionId"])


def take_back(client: Any, function: str, version: str, revision: str, why: str) -> None:
    """Let the alias serve a version alone, as before a canary.

    Raises:
        SlipwayError: that failed as well, so the alias may still split its invocations.
    """
    try:
        serve(client, function, version, revision)
    except (ClientError, BotoCoreError) as error:
        raise SlipwayError(
            f"{why}. Alias {ALIAS} could not be taken back ({explanation(error, function)}): "
            "see `slipway status`, then `slipway rollback`"
        ) from error


def remember(client: Any, function: str, version: str) -> None:
    """Put the alias ``previous`` on a version that was served, before another takes its place.

    An alias, since a version's number doesn't tell whether it was ever served: it may have failed its check.
    """
    which = {"FunctionName": function, "Name": PREVIOUS, "FunctionVersion": version}
    try:
        client.update_alias(**which)
    except client.exceptions.ResourceNotFoundException:
        client.create_alias(**which, Description=f"What {ALIAS} served before; slipway rollback goes there.")
