"""Filter patterns select log events by terms, JSON conditions or fields; a pattern that can't be parsed is refused.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html

MiniStack ignores JSON patterns, upper case, quotation marks and the marks ``?`` and ``%``: such a pattern matches too
many events, most often all of them. It doesn't have TestMetricFilter.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch_logs

from slipway_emulator.log_patterns.conditions import PatternError
from slipway_emulator.log_patterns.patterns import compile_pattern
from slipway_emulator.responses import Response, error_response_json, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Response]
_TEST = "Logs_20140328.TestMetricFilter"


def apply() -> None:
    """Replace the functions that match a pattern, and wrap the operations that take one."""
    cloudwatch_logs._compile_filter_pattern = _matcher
    cloudwatch_logs._subscription_pattern_matches = _matches
    for name, member in (
        ("_filter_log_events", "filterPattern"),
        ("_put_metric_filter", "filterPattern"),
        ("_put_subscription_filter", "filterPattern"),
        ("_start_live_tail", "logEventFilterPattern"),
    ):
        setattr(cloudwatch_logs, name, _refusing(getattr(cloudwatch_logs, name), member))
    handle, test_metric_filter = cloudwatch_logs.handle_request, _refusing(_test, "filterPattern")

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: _Json) -> object:
        if headers.get("x-amz-target") == _TEST:
            return test_metric_filter(json.loads(body))
        return await handle(method, path, headers, body, query)

    cloudwatch_logs.handle_request = handle_request


def _matcher(pattern: str) -> Callable[[str], bool]:
    match = compile_pattern(pattern or "")
    return lambda message: match(message) is not None


def _matches(pattern: str, message: str) -> bool:
    return compile_pattern(pattern or "")(message or "") is not None


def _refusing(operation: _Operation, member: str) -> _Operation:
    @functools.wraps(operation)
    def checked(data: _Json) -> Response:
        try:
            compile_pattern(data.get(member) or "")
        except PatternError as error:
            message = str(error) if str(error).startswith("Invalid character") else f"Invalid filter pattern: {error}"
            return error_response_json("InvalidParameterException", message, 400)
        return operation(data)

    return checked


def _test(data: _Json) -> Response:
    """Carry out TestMetricFilter."""
    match = compile_pattern(data["filterPattern"])
    matches = [
        {"eventNumber": number, "eventMessage": message, "extractedValues": dict(found.extracted)}
        for number, message in enumerate(data["logEventMessages"], 1)
        if (found := match(message))
    ]
    return json_response({"matches": matches})
