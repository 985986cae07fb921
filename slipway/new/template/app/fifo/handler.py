"""Processes the messages of the FIFO queue %{source}, in their order."""

import json
import logging
from collections.abc import Mapping
from typing import Any

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Process a batch of messages: of a group, SQS delivers all again from the first one that fails, in their order.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
    """
    failed, groups = [], set()
    for message in event["Records"]:
        group = message["attributes"]["MessageGroupId"]
        try:
            if group not in groups:
                _process(json.loads(message["body"]))
                continue
        except Exception:
            _logger.exception("the message %s failed", message["messageId"])
            groups.add(group)
        failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def _process(body: Mapping[str, Any]) -> None:
    """Process the body of a message, which SQS can deliver more than once."""
    _logger.info("a message with %s", ", ".join(body))
