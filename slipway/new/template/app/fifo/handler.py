"""Processes the messages of the FIFO queue %{source}, in their order."""

import json
import logging
from collections.abc import Mapping
from typing import Any

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Process a batch of messages: from the first one that fails, SQS delivers all again, which keeps their order.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    messages = event["Records"]
    for position, message in enumerate(messages):
        try:
            _process(json.loads(message["body"]))
        except Exception:
            _logger.exception("the message %s failed", message["messageId"])
            return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in messages[position:]]}
    return {"batchItemFailures": []}


def _process(body: Mapping[str, Any]) -> None:
    """Process the body of a message, which SQS can deliver more than once."""
    _logger.info("a message with %s", ", ".join(body))
