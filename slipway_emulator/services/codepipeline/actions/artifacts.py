"""Functions shared by the actions: reading their configuration, and transferring artifacts."""

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codepipeline import action_types
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, Artifact


def reject_unknown_keys(context: ActionContext, module: str) -> None:
    """Reject configuration that an action of the type that this module implements would ignore.

    Raises:
        ActionError: ``ConfigurationError``.
    """
    if unknown := sorted(set(context.configuration) - action_types.supported_names(module)):
        names = ", ".join(unknown)
        raise ActionError("ConfigurationError", f"The local AWS doesn't support {names} in action {context.action}")


def flag(context: ActionContext, name: str) -> bool:
    """Return a boolean of the configuration; the default is false.

    Raises:
        ActionError: ``ConfigurationError``: it is neither true nor false.
    """
    value = context.configuration.get(name, "false").lower()
    if value not in ("true", "false"):
        raise ActionError("ConfigurationError", f"{name} of action {context.action} must be true or false")
    return value == "true"


def client(context: ActionContext, service: str) -> Client:
    """Return a client with the action's credentials."""
    return context.session.client(service, endpoint_url=context.endpoint_url)


def fetch(context: ActionContext, artifact: Artifact) -> bytes:
    """Return the content of an input artifact."""
    response = client(context, "s3").get_object(Bucket=artifact.bucket, Key=artifact.key)
    return bytes(response["Body"].read())


def store(context: ActionContext, artifact: Artifact, content: bytes) -> None:
    """Upload an output artifact, encrypted with the artifact store's key."""
    key = context.encryption_key
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}
    client(context, "s3").put_object(Bucket=artifact.bucket, Key=artifact.key, Body=content, **encryption)
