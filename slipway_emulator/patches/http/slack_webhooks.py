"""An incoming webhook of Slack at ``/_slipway/slack/<account>/…`` responds as Slack does, and stores the messages.

Slack responds with 200 and ``ok``, with 400 and the name of the message's error, or, for more than one message a
second, with 429 and ``Retry-After``:
https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
https://docs.slack.dev/apis/web-api/rate-limits
https://docs.slack.dev/reference/block-kit/blocks

MiniStack has no such webhook, and functions of the local AWS must not post to Slack itself. Two more
operations, which Slack doesn't have, are for tests: GET of ``/_slipway/slack/<account>`` lists the account's
messages, oldest first, and PUT of ``{"count": 2, "status": 429, "retry_after": 1}`` to a webhook makes the next two
posts to it fail with that status.
"""

import functools
import json
import re
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from ministack import app

from slipway_emulator.responses import Response

_PATH = re.compile(r"/_slipway/slack/(?P<account>[0-9]{12})(?:/(?P<webhook>.*))?")
_TEXT_LIMITS = {"header": 150, "section": 3000}  # characters
_MAX_BLOCKS = 50


# By account, oldest first.
MESSAGES: dict[str, list[dict[str, Any]]] = defaultdict(list)


def apply() -> None:
    """Wrap the function that handles requests before any service does."""
    handle = app._handle_post_body_shortcuts
    failures: dict[str, list[Response]] = defaultdict(list)  # by path

    @functools.wraps(handle)
    async def handle_shortcuts(method: str, path: str, headers: object, body: bytes, *rest: object) -> object:
        match = _PATH.fullmatch(path)
        if not match:
            return await handle(method, path, headers, body, *rest)
        account = match["account"]
        if method == "GET":
            return 200, {"Content-Type": "application/json"}, json.dumps(MESSAGES[account]).encode()
        if method == "PUT":
            failures[path] = _failures(**json.loads(body))
            return _text(200, "ok")
        if method != "POST":
            return _text(405, "method_not_allowed")
        if failures[path]:
            return failures[path].pop()
        return _post(MESSAGES[account], match["webhook"] or "", body)

    app._handle_post_body_shortcuts = handle_shortcuts


def _post(messages: list[dict[str, Any]], webhook: str, body: bytes) -> Response:
    try:
        message = json.loads(body)
    except ValueError:
        return _text(400, "invalid_payload")
    if error := _error(message):
        return _text(400, error)
    received_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    messages.append({"received_at": received_at, "webhook": webhook, "message": message})
    return _text(200, "ok")


def _error(message: object) -> str | None:
    """Return Slack's name of the message's error, None if it is valid."""
    if not isinstance(message, dict):
        return "invalid_payload"
    if not any(message.get(key) for key in ("text", "blocks", "attachments")):
        return "no_text"
    blocks = message.get("blocks", [])
    are_valid = isinstance(blocks, list) and len(blocks) <= _MAX_BLOCKS and all(map(_is_block, blocks))
    return None if are_valid else "invalid_blocks"


def _is_block(block: object) -> bool:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return False
    limit, text = _TEXT_LIMITS.get(block["type"]), block.get("text")
    if limit is None or (text is None and "fields" in block):
        return True
    return isinstance(text, dict) and isinstance(text.get("text"), str) and 0 < len(text["text"]) <= limit


def _failures(count: int, status: int, retry_after: int = 1) -> list[Response]:
    """Return the responses to the next posts; ``retry_after`` is in seconds, and is for 429 only."""
    if status == 429:
        return [(status, {"Retry-After": str(retry_after), "Content-Type": "text/plain"}, b"rate_limited")] * count
    return [_text(status, "rollup_error")] * count


def _text(status: int, text: str) -> Response:
    return status, {"Content-Type": "text/plain"}, text.encode()
