"""What the actions have in common: their configuration, and the artifact bucket."""

from collections.abc import Collection
from typing import Any

from slipway_emulator.services.codepipeline.action import ActionContext, ActionFailed, Artifact


def refuse_unknown(context: ActionContext, known: Collection[str]) -> None:
    """Refuse configuration that an action doesn't read, so that none is without effect.

    Raises:
        ActionFailed: ``ConfigurationError``.
    """
    if unknown := sorted(set(context.configuration) - set(known)):
        names = ", ".join(unknown)
        raise ActionFailed("ConfigurationError", f"The local AWS doesn't support {names} in action {context.action}")


def flag(context: ActionContext, name: str) -> bool:
    """Return a setting that is ``true`` or ``false``, the default.

    Raises:
        ActionFailed: ``ConfigurationError``: it is neither.
    """
    value = context.configuration.get(name, "false").lower()
    if value not in ("true", "false"):
        raise ActionFailed("ConfigurationError", f"{name} of action {context.action} must be true or false")
    return value == "true"


def client(context: ActionContext, service: str) -> Any:  # noqa: ANN401 - boto3 makes a client's class at run time
    """Return a client with the action's credentials."""
    return context.session.client(service, endpoint_url=context.endpoint_url)  # type: ignore[call-overload] # by name


def fetch(context: ActionContext, artifact: Artifact) -> bytes:
    """Return an input artifact."""
    answer = client(context, "s3").get_object(Bucket=artifact.bucket, Key=artifact.key)
    return bytes(answer["Body"].read())


def store(context: ActionContext, artifact: Artifact, content: bytes) -> None:
    """Put an output artifact, encrypted as the artifact store says."""
    key = context.encryption_key
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
    client(context, "s3").put_object(Bucket=artifact.bucket, Key=artifact.key, Body=content, **encryption)
