"""The shards that an event source mapping reads: the one of a DynamoDB stream, or those of a stream of Kinesis.

A position is a number that grows with the records. A mapping's checkpoint is the position of its next record.
"""

from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb, dynamodb_streams, kinesis, lambda_svc

from slipway_emulator.patches.event_sources.stream_poller.batch import StreamRecord

Mapping = dict[str, Any]
# The StartingPositionTimestamp of the mapping that is created now, in seconds since 1970.
starting_timestamp: ContextVar[float] = ContextVar("starting_timestamp", default=0.0)


class Shard(Protocol):
    """A shard, as one mapping reads it."""

    @property
    def id(self) -> str:
        """The shard's id."""

    @property
    def key(self) -> str:
        """Identifies the mapping and the shard."""

    def position(self) -> int:
        """Return the checkpoint, at first the StartingPosition."""

    def checkpoint(self, position: int) -> None:
        """Set the checkpoint."""

    def has_records(self) -> bool:
        """Return whether there are records to read."""

    def read(self, position: int, size: int) -> tuple[list[tuple[int, StreamRecord]], int]:
        """Return up to ``size`` records with their positions, oldest first, and the position after them."""


def shards(mapping: Mapping) -> list[Shard]:
    """Return the shards that the mapping can read now; none if its source is gone or isn't a stream."""
    _, _, service, region, account_id, resource = mapping["EventSourceArn"].split(":", 5)
    if region != get_region():
        return []
    if service == "kinesis" and (stream := _stream(mapping["EventSourceArn"])) and _may_read(mapping, account_id):
        return [KinesisShard(mapping, stream, id_) for id_ in list(stream["shards"])]
    if (service, account_id) != ("dynamodb", get_account_id()):
        return []
    name = resource.split("/")[1]
    table = dynamodb._tables.get(name) or {}
    return [TableShard(mapping, name)] if table.get("LatestStreamArn") == mapping["EventSourceArn"] else []


def _may_read(mapping: Mapping, account_id: str) -> bool:
    """Return whether another account's stream allows the mapping to read it; `role_checks` checks its own account's."""
    function, _ = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    return account_id == get_account_id() or not lambda_svc._cross_account_read_blocked(
        mapping["EventSourceArn"], function or {}, mapping["FunctionName"]
    )


def _stream(arn: str) -> dict[str, Any] | None:
    """Return an active stream of Kinesis, by its ARN or that of a consumer."""
    _, _, _, region, account_id, resource = arn.split(":", 5)
    stream: dict[str, Any] | None = kinesis._streams.get_scoped(account_id, region, resource.split("/")[1])
    return stream if stream and stream["StreamStatus"] == "ACTIVE" else None


@dataclass(frozen=True)
class TableShard:
    """The shard of a table's stream."""

    mapping: Mapping
    table: str

    @property
    def id(self) -> str:
        """The shard's id."""
        return str(dynamodb_streams._DEFAULT_SHARD_ID)

    @property
    def key(self) -> str:
        """Identifies the mapping, which has one shard."""
        return str(self.mapping["UUID"])

    def position(self) -> int:
        """Return the checkpoint, at first the StartingPosition."""
        horizon: int = dynamodb.stream_start_position(self.table)
        starting = self.mapping.get("StartingPosition", "LATEST")
        lambda_svc._init_stream_position(self.key, self.mapping["EventSourceArn"], starting)
        checkpoint: int = lambda_svc._dynamodb_stream_positions[self.key]
        return max(horizon, checkpoint)

    def checkpoint(self, position: int) -> None:
        """Set the checkpoint."""
        with lambda_svc._dynamodb_stream_positions_lock:
            lambda_svc._dynamodb_stream_positions[self.key] = position

    def has_records(self) -> bool:
        """Return whether there are records to read."""
        return bool(self.position() < dynamodb.stream_end_position(self.table))

    def read(self, position: int, size: int) -> tuple[list[tuple[int, StreamRecord]], int]:
        """Return up to ``size`` records with their positions, and the position after them."""
        records = dynamodb.stream_records_since(self.table, position, size)
        return list(enumerate(records, position)), position + len(records)


@dataclass(frozen=True)
class KinesisShard:
    """A shard of a stream of Kinesis. The position of a record is its sequence number."""

    mapping: Mapping
    stream: dict[str, Any]
    id: str

    @property
    def key(self) -> str:
        """Identifies the mapping and the shard."""
        return f"{self.mapping['UUID']}/{self.id}"

    def position(self) -> int:
        """Return the checkpoint: for a shard that is newer than the mapping, its start."""
        positions = lambda_svc._kinesis_positions.get(self.mapping["UUID"]) or {}
        return int(positions.get(self.id, 0))

    def checkpoint(self, position: int) -> None:
        """Set the checkpoint, unless the mapping has been deleted."""
        if (positions := lambda_svc._kinesis_positions.get(self.mapping["UUID"])) is not None:
            positions[self.id] = position

    def has_records(self) -> bool:
        """Return whether there are records to read."""
        records = self.stream["shards"][self.id]["records"]
        return bool(records) and int(records[-1]["SequenceNumber"]) >= self.position()

    def read(self, position: int, size: int) -> tuple[list[tuple[int, StreamRecord]], int]:
        """Return up to ``size`` records with their positions, and the position after them."""
        kinesis._expire_records(self.stream)
        records = [
            each for each in self.stream["shards"][self.id]["records"] if int(each["SequenceNumber"]) >= position
        ]
        numbered = [(int(each["SequenceNumber"]), self._event_record(each)) for each in records[:size]]
        return numbered, numbered[-1][0] + 1 if numbered else position

    def _event_record(self, record: dict[str, Any]) -> StreamRecord:
        _, config = lambda_svc._get_func_record_for_qualifier(
            self.mapping["FunctionName"], self.mapping.get("Qualifier")
        )
        return {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record["PartitionKey"],
                "sequenceNumber": record["SequenceNumber"],
                "data": _base64(record["Data"]),
                "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"],
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{self.id}:{record['SequenceNumber']}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": (config or {}).get("Role", ""),
            "awsRegion": get_region(),
            "eventSourceARN": self.mapping["EventSourceArn"],
        }


def _base64(data: str | bytes) -> str:
    return str(kinesis._ensure_base64(data))


def start_reading(mapping_id: str, arn: str, starting: str) -> None:
    """Set the checkpoints of a new mapping of a stream of Kinesis, unless they are set."""
    stream = _stream(arn) if ":kinesis:" in arn else None
    if stream and mapping_id not in lambda_svc._kinesis_positions:
        lambda_svc._kinesis_positions[mapping_id] = dict(_starts(stream, starting))


def _starts(stream: dict[str, Any], starting: str) -> Iterator[tuple[str, int]]:
    kinesis._expire_records(stream)
    for id_, shard in stream["shards"].items():
        records = shard["records"]
        index = kinesis._start_position(records, starting, "", starting_timestamp.get())
        if index < len(records):
            yield id_, int(records[index]["SequenceNumber"])
        else:
            yield id_, int(records[-1]["SequenceNumber"]) + 1 if records else 0
