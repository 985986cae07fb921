"""StartQuery evaluates the fields of JSON messages, conditions, statistics and the order of any field.

Logs Insights discovers the fields of JSON messages, and refuses a query that it can't parse with
MalformedQueryException:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html

MiniStack ignores conditions other than some of the fields that begin with ``@``, and all statistics: such a query
returns all events. Here, commands and functions that aren't supported are refused by name.
"""

import functools
import json
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import cloudwatch_logs

from slipway_emulator.log_insights.conditions import MILLISECONDS
from slipway_emulator.log_insights.query import Query, row
from slipway_emulator.log_insights.tokens import QueryError
from slipway_emulator.responses import Response, error_response_json


def apply() -> None:
    """Wrap the operation, and replace the results that it stores."""
    cloudwatch_logs._start_query = _evaluated(cloudwatch_logs._start_query)


def _evaluated(start_query: Callable[[dict[str, Any]], Response]) -> Callable[[dict[str, Any]], Response]:
    @functools.wraps(start_query)
    def start(data: dict[str, Any]) -> Response:
        try:
            query = Query(data.get("queryString", ""))
        except QueryError as error:
            return error_response_json("MalformedQueryException", str(error), 400)
        response = start_query(data)
        if response[0] == 200:
            stored = cloudwatch_logs._queries[json.loads(response[2])["queryId"]]
            if "limit" in data:
                query.limit = min(query.limit, data["limit"])
            matched, results = query.select(_rows(data))
            stored["results"] = [[{"field": name, "value": value} for name, value in each] for each in results]
            stored["statistics"]["recordsMatched"] = float(matched)
        return response

    return start


def _rows(data: dict[str, Any]) -> list[dict[str, str]]:
    groups = cloudwatch_logs._resolve_query_log_groups(data)
    end = data.get("endTime", int(time.time()))
    records = cloudwatch_logs._collect_query_records(groups, data.get("startTime", 0), end)
    return [
        row(cloudwatch_logs._public_log_record(record) | {"@log": f"{get_account_id()}:{record['@log']}"})
        | {MILLISECONDS: str(record["_timestamp_ms"])}
        for record in records
    ]
