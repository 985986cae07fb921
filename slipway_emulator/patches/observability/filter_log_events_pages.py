"""FilterLogEvents gives all events, a page at a time.

A page has 10,000 events at most, and a token for the next one where there are more:
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html

MiniStack 1.5.33 gives the first page and no token, and takes none.
"""

import functools
import json
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import cloudwatch_logs

_PAGE = 10_000

_Response = tuple[int, dict[str, str], bytes]


def apply() -> None:
    """Replace the operation, but for its refusals."""
    cloudwatch_logs._filter_log_events = _by_page(cloudwatch_logs._filter_log_events)


def _by_page(filter_log_events: Callable[[dict[str, Any]], _Response]) -> Callable[[dict[str, Any]], _Response]:
    @functools.wraps(filter_log_events)
    def page(data: dict[str, Any]) -> _Response:
        status, headers, body = filter_log_events({**data, "limit": 0})
        if status != 200:
            return status, headers, body
        found, start = _found(data), 0
        if token := data.get("nextToken"):
            # The last event of the page before: a number would count an event twice when an older one has come since.
            start = 1 + next((index for index, event in enumerate(found) if event["eventId"] == token), -1)
            if not start:
                refused: _Response = error_response_json(
                    "InvalidParameterException", "The specified nextToken is invalid.", 400
                )
                return refused
        events = found[start : start + min(data.get("limit", _PAGE), _PAGE)]
        more = {"nextToken": events[-1]["eventId"]} if events and events[-1] is not found[-1] else {}
        answer: _Response = json_response({**json.loads(body), "events": events, **more})
        return answer

    return page


def _found(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all events that are asked for, oldest first."""
    streams = cloudwatch_logs._log_groups[cloudwatch_logs._resolve_log_group_name(data)]["streams"]
    matches = cloudwatch_logs._compile_filter_pattern(data.get("filterPattern", ""))
    first, last = data.get("startTime", 0), data.get("endTime", float("inf"))
    found = [
        {**event, "logStreamName": name}
        for name in data.get("logStreamNames") or list(streams)
        for event in list(streams.get(name, {}).get("events", ()))
        if first <= event["timestamp"] <= last and matches(event["message"])
    ]
    return sorted(found, key=itemgetter("timestamp", "ingestionTime"))
