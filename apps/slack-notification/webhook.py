"""The URL of the incoming webhook, which is a secret: whoever has it can post."""

import os
from urllib.parse import urlsplit

import boto3

from runtime.sdk import CONFIG

_PARAMETER, _SECRET = os.environ.get("SLACK_WEBHOOK_PARAMETER"), os.environ.get("SLACK_WEBHOOK_SECRET")
if bool(_PARAMETER) == bool(_SECRET):
    raise RuntimeError("set one of the environment variables SLACK_WEBHOOK_PARAMETER and SLACK_WEBHOOK_SECRET")

_client = boto3.client("ssm", config=CONFIG) if _PARAMETER else boto3.client("secretsmanager", config=CONFIG)
_known: str | None = None


class WebhookError(Exception):
    """What is kept as the webhook's URL is none. The message doesn't quote it."""


def url(*, anew: bool = False) -> str:
    """Return the URL, kept from the last call unless it is to be read anew.

    Raises:
        WebhookError: what is kept is no URL.
        ClientError: it can't be read.
    """
    global _known  # noqa: PLW0603 - what a sandbox keeps between its invocations
    if _known is None or anew:
        _known = _checked(_read().strip())
    return _known


def _read() -> str:
    if _PARAMETER:
        text: str = _client.get_parameter(Name=_PARAMETER, WithDecryption=True)["Parameter"]["Value"]
    else:
        text = _client.get_secret_value(SecretId=_SECRET)["SecretString"]
    return text


def _checked(text: str) -> str:
    try:
        parts = urlsplit(text)
        # In plain text only to the machine itself: anybody on the way could read the secret.
        usable = parts.hostname and parts.scheme == ("http" if parts.hostname == "127.0.0.1" else "https")
        printable = text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        usable = printable = False
    if not (usable and printable):
        raise WebhookError(f"{_PARAMETER or _SECRET} holds no https URL")
    return text
