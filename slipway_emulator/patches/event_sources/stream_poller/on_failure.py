"""Sends the invocation record of discarded stream records to the mapping's on-failure destination."""

import json
import logging
import time
import uuid
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import dynamodb_streams, lambda_svc, sns, sqs

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.event_sources.stream_poller.batch import Batch, created_at

_log = logging.getLogger("lambda")

_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


def send_invocation_record(
    mapping: dict[str, Any], batch: Batch, condition: str, result: dict[str, Any] | None
) -> None:
    """Send the invocation record to the queue or topic, if there is one and the function's role allows it.

    The format is that of https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html

    Args:
        mapping: the event source mapping.
        batch: the discarded records.
        condition: ``RetryAttemptsExhausted`` or ``RecordAgeExceeded``.
        result: of the last invocation; None when the records never reached the function.
    """
    destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    _, config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if not destination or config is None:
        return
    record = json.dumps(_invocation_record(mapping, batch, condition, result, config["Version"]))
    is_queue = destination.split(":")[2] == "sqs"
    action = "sqs:SendMessage" if is_queue else "sns:Publish"
    if not authorize(get_account_id(), config["Role"], action, destination):
        _log.warning("the role of %s may not %s on %s", mapping["FunctionArn"], action, destination)
    elif is_queue:
        sqs._act_send_message({"MessageBody": record}, sqs._queue_url(destination.split(":")[5]))
    else:
        sns.publish_internal(destination, record, "")


def _invocation_record(
    mapping: dict[str, Any], batch: Batch, condition: str, result: dict[str, Any] | None, version: str
) -> dict[str, Any]:
    function_error = "Unhandled" if result and result.get("error") else None
    first, last = batch.records[0][1], batch.records[-1][1]
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": mapping["FunctionArn"],
            "condition": condition,
            "approximateInvokeCount": batch.invocations,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": version,
            "functionError": function_error,
        },
        "version": "1.0",
        "timestamp": _milliseconds(time.time()),
        "DDBStreamBatchInfo": {
            "shardId": dynamodb_streams._DEFAULT_SHARD_ID,
            "startSequenceNumber": first["dynamodb"]["SequenceNumber"],
            "endSequenceNumber": last["dynamodb"]["SequenceNumber"],
            "approximateArrivalOfFirstRecord": time.strftime(_SECONDS, time.gmtime(created_at(first))),
            "approximateArrivalOfLastRecord": time.strftime(_SECONDS, time.gmtime(created_at(last))),
            "batchSize": len(batch.records),
            "streamArn": mapping["EventSourceArn"],
        },
    }


def _milliseconds(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03}Z"
