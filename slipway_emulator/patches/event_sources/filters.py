"""Filters of event source mappings match like EventBridge's event patterns, and invalid ones are rejected.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html

MiniStack has another matcher for them: it supports neither ``$or`` nor ``equals-ignore-case``, doesn't compare the
elements of an array, lets ``anything-but`` and ``null`` match a missing key, and treats text as a number. It accepts
any filter.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import eventbridge, lambda_svc

from slipway_emulator.responses import error_response_json

_Response = tuple[Any, ...]


def apply() -> None:
    """Replace the matcher, and wrap the operations that set filters."""
    lambda_svc._match_esm_filter = _matches
    lambda_svc._create_esm = _validating(lambda_svc._create_esm)
    lambda_svc._update_esm = _validating(lambda_svc._update_esm)


def _matches(record: dict[str, Any], pattern: dict[str, Any]) -> bool:
    alternatives = eventbridge._compiled_pattern(json.dumps(pattern)) or ()
    record = _with_plain_body(record)
    if "body" in pattern and isinstance(pattern["body"], dict) != isinstance(record.get("body"), dict):
        return False
    return any(eventbridge._matches_detail(record, alternative) for alternative in alternatives)


def _with_plain_body(record: dict[str, Any]) -> dict[str, Any]:
    """Return the record with the text of its message's body, unless the body is a JSON object."""
    body = record.get("body")
    if isinstance(body, str | dict) or "body" not in record:
        return record
    return {**record, "body": json.dumps(body)}


def _validating(operation: Callable[..., _Response]) -> Callable[..., _Response]:
    @functools.wraps(operation)
    def validate(*arguments: Any) -> _Response:  # noqa: ANN401 - MiniStack's
        request: dict[str, Any] = arguments[-1]
        for item in (request.get("FilterCriteria") or {}).get("Filters") or []:
            if not eventbridge._compiled_pattern(item.get("Pattern") or ""):
                message = "Invalid filter pattern definition."
                return error_response_json("InvalidParameterValueException", message, 400)
        return operation(*arguments)

    return validate
