"""Processes the objects that are written to the bucket %{source}."""

import logging
from collections.abc import Mapping
from typing import Any

import boto3

_logger = logging.getLogger(__name__)
_s3: Any = boto3.client("s3")


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Process an object: after an error Lambda retries twice, and then sends the event to the dead-letter queue.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    bucket, key = event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]
    _process(key, _read(bucket, key))


def _process(key: str, content: bytes) -> None:
    """Process the content of an object, whose event can come more than once."""
    _logger.info("%d bytes of %s", len(content), key)


def _read(bucket: str, key: str) -> bytes:
    content: bytes = _s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    return content
