"""Sends the invocation record of discarded stream records to the mapping's on-failure destination."""

import json
import logging
import time
import uuid
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import lambda_svc, s3, sns, sqs

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.event_sources.stream_poller.batch import Batch, created_at, sequence_number

_log = logging.getLogger("lambda")

Mapping = dict[str, Any]


def send_invocation_record(
    mapping: Mapping, shard_id: str, batch: Batch, condition: str, result: dict[str, Any] | None
) -> None:
    """Send the invocation record to the queue, topic or bucket, if there is one and the function's role allows it.

    The format is that of https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html and
    https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html

    Args:
        mapping: the event source mapping.
        shard_id: the shard of the records.
        batch: the discarded records.
        condition: ``RetryAttemptsExhausted`` or ``RecordAgeExceeded``.
        result: result of the last invocation; None when the records never reached the function.
    """
    destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    _, config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if not destination or config is None:
        return
    record = _invocation_record(mapping, shard_id, batch, condition, result, config["Version"])
    service = destination.split(":")[2]
    action = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "s3": "s3:PutObject"}[service]
    key = _object_key(mapping, shard_id)
    resource = f"{destination}/{key}" if service == "s3" else destination
    if not authorize(get_account_id(), config["Role"], action, resource):
        _log.warning("the role of %s may not %s on %s", mapping["FunctionArn"], action, resource)
    elif service == "sqs":
        sqs._act_send_message({"MessageBody": json.dumps(record)}, sqs._queue_url(destination.split(":")[5]))
    elif service == "sns":
        sns.publish_internal(destination, json.dumps(record), "")
    else:
        record["payload"] = {"Records": [each for _, each in batch.records]}
        s3._put_object(destination.split(":")[5], key, json.dumps(record).encode(), {})


def _object_key(mapping: Mapping, shard_id: str) -> str:
    now = time.gmtime()
    moment = time.strftime("%Y-%m-%dT%H.%M.%S", now)
    return f"aws/lambda/{mapping['UUID']}/{shard_id}/{time.strftime('%Y/%m/%d', now)}/{moment}-{uuid.uuid4()}"


def _invocation_record(
    mapping: Mapping, shard_id: str, batch: Batch, condition: str, result: dict[str, Any] | None, version: str
) -> dict[str, Any]:
    function_error = "Unhandled" if result and result.get("error") else None
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
        **_batch_info(mapping, shard_id, batch),
    }


def _batch_info(mapping: Mapping, shard_id: str, batch: Batch) -> dict[str, Any]:
    first, last = batch.records[0][1], batch.records[-1][1]
    is_kinesis = "kinesis" in first
    moment = _milliseconds if is_kinesis else _whole_seconds
    info = {
        "shardId": shard_id,
        "startSequenceNumber": sequence_number(first),
        "endSequenceNumber": sequence_number(last),
        "approximateArrivalOfFirstRecord": moment(created_at(first)),
        "approximateArrivalOfLastRecord": moment(created_at(last)),
        "batchSize": len(batch.records),
        "streamArn": mapping["EventSourceArn"],
    }
    return {"KinesisBatchInfo" if is_kinesis else "DDBStreamBatchInfo": info}


def _whole_seconds(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))


def _milliseconds(moment: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03}Z"
