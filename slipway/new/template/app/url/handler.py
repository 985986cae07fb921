"""Answers the requests of a function URL."""

import json
from collections.abc import Mapping
from typing import Any


def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer a request with its method and path, for a start.

    Event and answer have the payload format 2.0: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
    """
    answer = {"method": event["requestContext"]["http"]["method"], "path": event["rawPath"]}
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(answer)}
