"""Processes the messages of the queue %{source}."""

import json
import logging
from collections.abc import Mapping
from typing import Any

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Process a batch of messages: SQS delivers those that fail again, and deletes the others.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    failed = []
    for message in event["Records"]:
        try:
            _process(json.loads(message["body"]))
        except Exception:
            _logger.exception("the message %s failed", message["messageId"])
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def _process(body: Mapping[str, Any]) -> None:
    """Process the body of a message, which SQS can deliver more than once."""
    _logger.info("a message with %s", ", ".join(body))
