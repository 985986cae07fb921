"""The URL of the incoming webhook. It is a secret: anyone who has it can post."""

import os
from urllib.parse import urlsplit

import boto3

from runtime.boto3_config import CONFIG

_PARAMETER, _SECRET = os.environ.get("SLACK_WEBHOOK_PARAMETER"), os.environ.get("SLACK_WEBHOOK_SECRET")
if bool(_PARAMETER) == bool(_SECRET):
    raise RuntimeError("set one of the environment variables SLACK_WEBHOOK_PARAMETER and SLACK_WEBHOOK_SECRET")

_client = boto3.client("ssm", config=CONFIG) if _PARAMETER else boto3.client("secretsmanager", config=CONFIG)
_cached_url: str | None = None


class WebhookError(Exception):
    """The stored webhook URL is invalid. The message doesn't contain it."""


def url(*, refresh: bool = False) -> str:
    """Return the webhook's URL.

    Args:
        refresh: read the URL again, even if it is cached.

    Raises:
        WebhookError: the stored value is not an https URL.
        ClientError: the value can't be read.
    """
    global _cached_url  # noqa: PLW0603 - a cache for the lifetime of the execution environment
    if _cached_url is None or refresh:
        _cached_url = _validated(_read().strip())
    return _cached_url


def _read() -> str:
    if _PARAMETER:
        text: str = _client.get_parameter(Name=_PARAMETER, WithDecryption=True)["Parameter"]["Value"]
    else:
        text = _client.get_secret_value(SecretId=_SECRET)["SecretString"]
    return text


def _validated(text: str) -> str:
    try:
        parts = urlsplit(text)
        # Without TLS only to this machine: on the network, others could read the secret.
        has_scheme = parts.hostname and parts.scheme == ("http" if parts.hostname == "127.0.0.1" else "https")
        is_printable = text.isascii() and text.isprintable() and " " not in text
    except ValueError:
        has_scheme = is_printable = False
    if not (has_scheme and is_printable):
        raise WebhookError(f"{_PARAMETER or _SECRET} does not contain an https URL")
    return text
