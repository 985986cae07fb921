"""PutLogEvents stores no event that is too old or too new, and returns which ones these are.

"None of the log events in the batch can be more than 2 hours in the future", "more than 14 days in the past", nor
"earlier than the retention period of the log group":
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_RejectedLogEventsInfo.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_events.snapshot.json

MiniStack stores events of any time.
"""

import functools
import json
import time
from typing import Any

from ministack.services import cloudwatch_logs

_Json = dict[str, Any]
_DAY = 86_400_000  # milliseconds
_MAX_AGE = 14 * _DAY
_MAX_LEAD = 2 * 3_600_000


def apply() -> None:
    """Wrap the operation."""
    put = cloudwatch_logs._put_log_events

    @functools.wraps(put)
    def put_log_events(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        group = cloudwatch_logs._log_groups.get(data.get("logGroupName")) or {}
        events, now = data.get("logEvents") or [], time.time() * 1000
        oldest = now - _MAX_AGE
        expiry = now - (group.get("retentionInDays") or 0) * _DAY if group.get("retentionInDays") else oldest
        times = [event.get("timestamp", now) for event in events]  # API Gateway's have none.
        old, expired = sum(each < oldest for each in times), sum(each < expiry for each in times)
        new = sum(each <= now + _MAX_LEAD for each in times)
        accepted = events[max(old, expired) : new]
        if len(accepted) == len(events):
            return put(data)
        status, headers, body = put({**data, "logEvents": accepted})
        indexes = {
            "tooOldLogEventEndIndex": old,
            "expiredLogEventEndIndex": expired if expired > old else 0,
            "tooNewLogEventStartIndex": new if new < len(events) else None,
        }
        rejected = {name: index for name, index in indexes.items() if index or (index == 0 and "Start" in name)}
        if status == 200:
            body = json.dumps({**json.loads(body), "rejectedLogEventsInfo": rejected}).encode()
        return status, headers, body

    cloudwatch_logs._put_log_events = put_log_events
