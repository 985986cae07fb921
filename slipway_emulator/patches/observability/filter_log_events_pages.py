"""FilterLogEvents returns all events, page by page.

A page has at most 10,000 events, and a token if there are more pages:
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html

MiniStack returns the first page without a token, and accepts no token.
"""

import functools
import json
from collections.abc import Callable
from operator import itemgetter
from typing import Any

from ministack.services import cloudwatch_logs

from slipway_emulator.responses import Response, error_response_json, json_response

_PAGE = 10_000


def apply() -> None:
    """Wrap the operation, and use only its errors."""
    cloudwatch_logs._filter_log_events = _paginated(cloudwatch_logs._filter_log_events)


def _paginated(filter_log_events: Callable[[dict[str, Any]], Response]) -> Callable[[dict[str, Any]], Response]:
    @functools.wraps(filter_log_events)
    def page(data: dict[str, Any]) -> Response:
        status, headers, body = filter_log_events({**data, "limit": 0})
        if status != 200:
            return status, headers, body
        matching, start = _matching(data), 0
        if token := data.get("nextToken"):
            # The last event of the previous page. A number would repeat an event if an older one has been added since.
            start = 1 + next((index for index, event in enumerate(matching) if event["eventId"] == token), -1)
            if not start:
                return error_response_json("InvalidParameterException", "The specified nextToken is invalid.", 400)
        events = matching[start : start + min(data.get("limit", _PAGE), _PAGE)]
        token = {"nextToken": events[-1]["eventId"]} if events and events[-1] is not matching[-1] else {}
        return json_response({**json.loads(body), "events": events, **token})

    return page


def _matching(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all events that match the request, oldest first."""
    streams = cloudwatch_logs._log_groups[cloudwatch_logs._resolve_log_group_name(data)]["streams"]
    matches = cloudwatch_logs._compile_filter_pattern(data.get("filterPattern", ""))
    first, last = data.get("startTime", 0), data.get("endTime", float("inf"))
    events = [
        {**event, "logStreamName": name}
        for name in data.get("logStreamNames") or list(streams)
        for event in list(streams.get(name, {}).get("events", ()))
        if first <= event["timestamp"] <= last and matches(event["message"])
    ]
    return sorted(events, key=itemgetter("timestamp", "ingestionTime"))
