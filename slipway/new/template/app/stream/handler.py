"""Processes the changes of the table %{source}."""

import logging
from collections.abc import Mapping
from typing import Any

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Process a batch of changes: Lambda retries from the first one that fails, which keeps the order of an item's.

    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    for record in event["Records"]:
        try:
            _process(record)
        except Exception:
            number = record["dynamodb"]["SequenceNumber"]
            _logger.exception("the record %s failed", number)
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}


def _process(record: Mapping[str, Any]) -> None:
    """Process a change, which Lambda can deliver more than once. ``eventName`` is INSERT, MODIFY or REMOVE."""
    _logger.info("%s of an item with the key %s", record["eventName"], ", ".join(record["dynamodb"]["Keys"]))
