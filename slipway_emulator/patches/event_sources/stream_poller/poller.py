"""Reads the streams and invokes the functions."""

import dataclasses
import time
from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import dynamodb, lambda_svc

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.patches.event_sources.stream_poller.batch import (
    Batch,
    Limits,
    created_at,
    first_failure,
    retried,
)
from slipway_emulator.patches.event_sources.stream_poller.on_failure import send_invocation_record
from slipway_emulator.patches.observability.function_metrics import dimension_sets

# Seconds between an invocation that failed and the next, doubled each time. AWS doesn't document its own.
_FIRST_BACKOFF = 0.2
_MAX_BACKOFF = 10.0
_MAX_DOUBLINGS = 10
_THROTTLE_BACKOFF = 1.0
# Seconds between two reads of the stream during a batching window.
_WINDOW_INTERVAL = 0.1

Mapping = dict[str, Any]


def poll() -> bool:
    """Start a thread for each mapping that has records to read and no thread yet.

    Returns:
        Whether one was started.
    """
    started = False
    for account_id, region, mapping in lambda_svc._iter_all_esms():
        with request_scope(account_id, region):
            if _has_records(mapping) and mapping["UUID"] not in lambda_svc._esm_inflight:
                lambda_svc._dispatch_esm_batch(mapping["UUID"], _process, mapping)
                started = True
    return started


def _has_records(mapping: Mapping) -> bool:
    table_name = _table_name(mapping)
    return table_name is not None and _position(mapping, table_name) < dynamodb.stream_end_position(table_name)


def _table_name(mapping: Mapping) -> str | None:
    """Return the table whose stream the mapping reads, None if it currently reads none."""
    _, _, service, region, account_id, resource = mapping["EventSourceArn"].split(":", 5)
    if not _is_enabled(mapping) or (service, region, account_id) != (
        "dynamodb",
        get_region(),
        get_account_id(),
    ):
        return None
    table_name: str = resource.split("/")[1]
    table = dynamodb._tables.get(table_name) or {}
    return table_name if table.get("LatestStreamArn") == mapping["EventSourceArn"] else None


def _is_enabled(mapping: Mapping) -> bool:
    return mapping["UUID"] in lambda_svc._esms and mapping.get("Enabled", True) and _function(mapping) is not None


def _function(mapping: Mapping) -> dict[str, Any] | None:
    version, config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if version is None or config is None:
        return None
    # The context's invoked_function_arn is the one that the mapping names, with the alias.
    return {**version, "config": {**config, "FunctionArn": mapping["FunctionArn"]}}


def _position(mapping: Mapping, table_name: str) -> int:
    """Return the position of the next record, at first the StartingPosition."""
    horizon: int = dynamodb.stream_start_position(table_name)
    lambda_svc._init_stream_position(
        mapping["UUID"], mapping["EventSourceArn"], mapping.get("StartingPosition", "LATEST")
    )
    checkpoint: int = lambda_svc._dynamodb_stream_positions[mapping["UUID"]]
    return max(horizon, checkpoint)


def _checkpoint(mapping: Mapping, position: int) -> None:
    with lambda_svc._dynamodb_stream_positions_lock:
        lambda_svc._dynamodb_stream_positions[mapping["UUID"]] = position


def _process(mapping: Mapping) -> None:
    """Read one batch and retry it until all its records are processed or discarded."""
    pending = _read(mapping)
    while pending and _is_enabled(mapping):
        batch = _without_expired(mapping, pending.pop(0))
        if batch.records:
            pending[:0] = _invoke(mapping, batch)
        else:
            _checkpoint(mapping, batch.end)


def _read(mapping: Mapping) -> list[Batch]:
    table_name = _table_name(mapping)
    if table_name is None:
        return []
    position = _position(mapping, table_name)
    # 100 is CreateEventSourceMapping's default for streams.
    size = mapping.get("BatchSize", 100)
    deadline = time.monotonic() + (mapping.get("MaximumBatchingWindowInSeconds") or 0)
    records = dynamodb.stream_records_since(table_name, position, size)
    while len(records) < size and time.monotonic() < deadline and _is_enabled(mapping):
        time.sleep(_WINDOW_INTERVAL)
        records = dynamodb.stream_records_since(table_name, position, size)
    matching = {id(record) for record in lambda_svc._apply_filter_criteria(records, mapping)}
    numbered = ((position + index, record) for index, record in enumerate(records) if id(record) in matching)
    return [Batch(tuple(numbered), end=position + len(records))]


def _without_expired(mapping: Mapping, batch: Batch) -> Batch:
    expired = batch.expired(Limits.of(mapping), time.time())
    if expired == 0:
        return batch
    discarded = batch.part(0, expired if expired < len(batch.records) else None)
    send_invocation_record(mapping, discarded, "RecordAgeExceeded", None)
    _checkpoint(mapping, discarded.end)
    return batch.part(expired)


def _invoke(mapping: Mapping, batch: Batch) -> list[Batch]:
    """Invoke the function and return the batches to process before the next one is read."""
    event = {"Records": [record for _, record in batch.records]}
    function = _function(mapping)
    # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#performance-metrics
    age = max(0, round((time.time() - created_at(batch.records[-1][1])) * 1000))
    if function:
        metrics.put("AWS/Lambda", {"IteratorAge": (age, "Milliseconds")}, dimension_sets(function["config"])[:2])
    result = lambda_svc._execute_function(function, event)
    if result.get("throttle"):
        # The function wasn't invoked, so this doesn't count as a retry.
        time.sleep(_THROTTLE_BACKOFF)
        return [batch]
    batch = dataclasses.replace(batch, invocations=batch.invocations + 1)
    limits = Limits.of(mapping)
    failed = 0 if result.get("error") else first_failure(batch, result.get("body"), limits)
    if failed is None:
        mapping["LastProcessingResult"] = "OK"
        _checkpoint(mapping, batch.end)
        return []
    return _after_failure(mapping, batch, failed, result)


def _after_failure(mapping: Mapping, batch: Batch, failed: int, result: dict[str, Any]) -> list[Batch]:
    mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
    _checkpoint(mapping, batch.records[failed][0])
    if batches := retried(batch, failed, Limits.of(mapping)):
        time.sleep(min(_MAX_BACKOFF, _FIRST_BACKOFF * 2 ** min(batches[0].retries, _MAX_DOUBLINGS)))
        return batches
    send_invocation_record(mapping, batch.part(failed), "RetryAttemptsExhausted", result)
    _checkpoint(mapping, batch.end)
    return []
