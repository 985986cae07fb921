"""What was posted to Slack on the local AWS, where a receiver takes it in Slack's place."""

import itertools
import json
from typing import Any

from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.console.output import printable

_TIMEOUT = 10  # seconds; the answer comes from memory


def messages_url(target: Target) -> str:
    """Return the URL that lists what the target's account has posted, and that takes posts as an incoming webhook."""
    return f"{target.endpoint_url}/_slipway/slack/{target.access_key_id}"


def messages(target: Target) -> list[dict[str, Any]]:
    """Return what the target's account has posted, oldest first.

    Each has ``received_at`` (ISO 8601, UTC), ``webhook`` (what followed the account in the URL) and ``message`` (the
    JSON object that was posted).

    Raises:
        SlipwayError: the local AWS doesn't answer.
    """
    found: list[dict[str, Any]] = loopback.get(messages_url(target), target.secret_access_key, timeout=_TIMEOUT).json()
    return found


def render(posted: dict[str, Any]) -> str:
    """Return one message as text: its time and text, then the texts of its blocks, each a line, indented."""
    message = posted["message"]
    texts = [text for block in message.get("blocks", []) for text in _texts(block)]
    lines = [line for text in texts for line in text.splitlines()]
    shown = [f"{posted['received_at']} {message.get('text', '')}".rstrip(), *(f"  {line}" for line in lines)]
    return printable("\n".join(shown).encode(errors="replace").decode())  # JSON can name half of a surrogate pair


def _texts(block: dict[str, Any]) -> list[str]:
    """Return the texts that a block shows; a block of another kind is shown as the JSON that it is."""
    lists = [block[name] for name in ("fields", "elements") if isinstance(block.get(name), list)]
    texts = [_plain(part) for part in [block.get("text"), *itertools.chain(*lists)] if part]
    return texts if texts or block["type"] == "divider" else [json.dumps(block)]


def _plain(part: object) -> str:
    """Return a text, that of a text object, or that of a button with its link; anything else as the JSON that it is."""
    if isinstance(part, str):
        return part
    text = part.get("text") if isinstance(part, dict) else None
    if isinstance(text, dict):
        text = text.get("text")
    if not isinstance(part, dict) or not isinstance(text, str):
        return json.dumps(part)
    return f"{text} {part['url']}" if "url" in part else text
