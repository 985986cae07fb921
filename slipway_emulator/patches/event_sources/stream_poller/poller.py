"""Reads the streams and invokes the functions."""

import dataclasses
import time
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import lambda_svc

from slipway_emulator.cloudwatch import metrics
from slipway_emulator.patches.event_sources.stream_poller.batch import (
    Batch,
    Limits,
    created_at,
    first_failure,
    retried,
)
from slipway_emulator.patches.event_sources.stream_poller.on_failure import send_invocation_record
from slipway_emulator.patches.event_sources.stream_poller.shards import Mapping, Shard, shards
from slipway_emulator.patches.observability.function_metrics import dimension_sets

# Seconds between an invocation that failed and the next, doubled each time. AWS doesn't document its own.
_FIRST_BACKOFF = 0.2
_MAX_BACKOFF = 10.0
_MAX_DOUBLINGS = 10
_THROTTLE_BACKOFF = 1.0
# Seconds between two reads of the stream during a batching window.
_WINDOW_INTERVAL = 0.1


def poll() -> bool:
    """Start a thread for each shard of a mapping that has records to read and no thread yet.

    Returns:
        Whether one was started.
    """
    started = False
    for account_id, region, mapping in lambda_svc._iter_all_esms():
        with request_scope(account_id, region):
            for shard in shards(mapping) if _is_enabled(mapping) else ():
                if shard.has_records() and shard.key not in lambda_svc._esm_inflight:
                    lambda_svc._dispatch_esm_batch(shard.key, _process, mapping, shard)
                    started = True
    return started


def _is_enabled(mapping: Mapping) -> bool:
    return mapping["UUID"] in lambda_svc._esms and mapping.get("Enabled", True) and _function(mapping) is not None


def _function(mapping: Mapping) -> dict[str, Any] | None:
    version, config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if version is None or config is None:
        return None
    # The context's invoked_function_arn is the one that the mapping names, with the alias.
    return {**version, "config": {**config, "FunctionArn": mapping["FunctionArn"]}}


def _process(mapping: Mapping, shard: Shard) -> None:
    """Read one batch and retry it until all its records are processed or discarded."""
    pending = _read(mapping, shard)
    while pending and _is_enabled(mapping):
        batch = _without_expired(mapping, shard, pending.pop(0))
        if batch.records:
            pending[:0] = _invoke(mapping, shard, batch)
        else:
            shard.checkpoint(batch.end)


def _read(mapping: Mapping, shard: Shard) -> list[Batch]:
    position = shard.position()
    # 100 is CreateEventSourceMapping's default for streams.
    size = mapping.get("BatchSize", 100)
    deadline = time.monotonic() + (mapping.get("MaximumBatchingWindowInSeconds") or 0)
    numbered, end = shard.read(position, size)
    while len(numbered) < size and time.monotonic() < deadline and _is_enabled(mapping):
        time.sleep(_WINDOW_INTERVAL)
        numbered, end = shard.read(position, size)
    records = [record for _, record in numbered]
    matching = {id(record) for record in lambda_svc._apply_filter_criteria(records, mapping)}
    return [Batch(tuple((number, record) for number, record in numbered if id(record) in matching), end=end)]


def _without_expired(mapping: Mapping, shard: Shard, batch: Batch) -> Batch:
    expired = batch.expired(Limits.of(mapping), time.time())
    if expired == 0:
        return batch
    discarded = batch.part(0, expired if expired < len(batch.records) else None)
    send_invocation_record(mapping, shard.id, discarded, "RecordAgeExceeded", None)
    shard.checkpoint(discarded.end)
    return batch.part(expired)


def _invoke(mapping: Mapping, shard: Shard, batch: Batch) -> list[Batch]:
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
        shard.checkpoint(batch.end)
        return []
    return _after_failure(mapping, shard, batch, failed, result)


def _after_failure(mapping: Mapping, shard: Shard, batch: Batch, failed: int, result: dict[str, Any]) -> list[Batch]:
    mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
    shard.checkpoint(batch.records[failed][0])
    if batches := retried(batch, failed, Limits.of(mapping)):
        time.sleep(min(_MAX_BACKOFF, _FIRST_BACKOFF * 2 ** min(batches[0].retries, _MAX_DOUBLINGS)))
        return batches
    send_invocation_record(mapping, shard.id, batch.part(failed), "RetryAttemptsExhausted", result)
    shard.checkpoint(batch.end)
    return []
