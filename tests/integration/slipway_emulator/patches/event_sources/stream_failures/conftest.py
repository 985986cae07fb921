"""A table whose stream is mapped to a function that fails."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

_LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
_READ = {
    "Effect": "Allow",
    "Action": [f"dynamodb:{name}" for name in ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")],
    "Resource": "*",
}
# Logs the ids of each batch in one line, then fails at "bad": raises an exception, or reports the record.
_SOURCES = {}
_SOURCES["raises"] = """
def handler(event, context):
    ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in event["Records"]]
    print("batch:", *ids)
    if "bad" in ids:
        raise ValueError("bad")

def patched(event, context):
    pass
"""
_SOURCES["reports"] = """
def handler(event, context):
    changes = [record["dynamodb"] for record in event["Records"]]
    numbers = {change["Keys"]["id"]["S"]: change["SequenceNumber"] for change in changes}
    print("batch:", *numbers)
    failed = [id for id in ("d", "bad") if id in numbers and "bad" in numbers]
    return {"batchItemFailures": [{"itemIdentifier": numbers[id]} for id in failed]}
"""
_SOURCES["sleeps"] = """
import time
def handler(event, context):
    time.sleep(15)
    print("batch: slept")
"""
_SOURCES["reports no record"] = """
def handler(event, context):
    print("batch: x")
    return {"batchItemFailures": [{"itemIdentifier": ""}]}
"""


@dataclass(frozen=True)
class Mapping:
    """An event source mapping, its table and its function."""

    aws: Callable[[str], Any]
    table: Any
    function_arn: str
    id: str
    log_of: Callable[..., list[str]]

    def batches(self) -> list[str]:
        """The ids in each event that the function got, e.g. ``["a b", "b"]``."""
        lines = [line for line in self.log_of(self.aws, self.function_arn) if line.startswith("batch:")]
        return [line.removeprefix("batch: ").strip() for line in lines]

    def last_result(self) -> str:
        """LastProcessingResult."""
        return str(self.aws("lambda").get_event_source_mapping(UUID=self.id).get("LastProcessingResult", ""))


@pytest.fixture
def start(function, stream_table, log_of):
    """``start(aws, "raises", ids, **settings)`` maps the stream of a table with these items to a function."""

    def start(aws, source, ids=("a", "b", "bad", "c", "d"), destination="", statements=(), **settings):
        table = stream_table(aws)
        table.put(*ids)
        arn = function(aws, _SOURCES[source], _LOGS, _READ, *statements, Timeout=30)
        if destination:
            settings["DestinationConfig"] = {"OnFailure": {"Destination": destination}}
        if source.startswith("reports"):
            settings["FunctionResponseTypes"] = ["ReportBatchItemFailures"]
        mapping = aws("lambda").create_event_source_mapping(
            FunctionName=arn, EventSourceArn=table.stream_arn, StartingPosition="TRIM_HORIZON", **settings
        )
        return Mapping(aws, table, arn, mapping["UUID"], log_of)

    return start
