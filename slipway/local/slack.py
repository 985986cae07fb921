"""The messages that were posted to Slack on the local AWS, which stores them."""

import itertools
import json
from typing import Any

from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.console.output import printable

_TIMEOUT = 10  # seconds


def messages_url(target: Target) -> str:
    """Return the URL of an incoming webhook for the target's account; GET lists the messages."""
    return f"{target.endpoint_url}/_slipway/slack/{target.access_key_id}"


def messages(target: Target) -> list[dict[str, Any]]:
    """Return the messages of the target's account, oldest first.

    Each has ``received_at`` (ISO 8601, UTC), ``webhook`` (the part of the URL after the account) and ``message`` (the
    posted JSON object).

    Raises:
        SlipwayError: the local AWS doesn't respond.
    """
    response = loopback.get(messages_url(target), target.secret_access_key, timeout=_TIMEOUT)
    return list(response.json())


def render(posted: dict[str, Any]) -> str:
    """Return a message as text: time and text, then a line for each text of its blocks, indented."""
    message = posted["message"]
    texts = [text for block in message.get("blocks", []) for text in _texts(block)]
    lines = [line for text in texts for line in text.splitlines()]
    shown = [f"{posted['received_at']} {message.get('text', '')}".rstrip(), *(f"  {line}" for line in lines)]
    return printable("\n".join(shown).encode(errors="replace").decode())  # JSON may contain half of a surrogate pair


def _texts(block: dict[str, Any]) -> list[str]:
    """Return the texts in a block; a block of another type as JSON."""
    lists = [block[name] for name in ("fields", "elements") if isinstance(block.get(name), list)]
    texts = [_plain(part) for part in [block.get("text"), *itertools.chain(*lists)] if part]
    return texts if texts or block["type"] == "divider" else [json.dumps(block)]


def _plain(part: object) -> str:
    """Return a text, the text of a text object, or the text and link of a button; anything else as JSON."""
    if isinstance(part, str):
        return part
    text = part.get("text") if isinstance(part, dict) else None
    if isinstance(text, dict):
        text = text.get("text")
    if not isinstance(part, dict) or not isinstance(text, str):
        return json.dumps(part)
    return f"{text} {part['url']}" if "url" in part else text
