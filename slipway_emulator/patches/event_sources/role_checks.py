"""An event source mapping reads its source with the permissions of the function's execution role.

AWS rejects a mapping whose role lacks a permission for the source or the on-failure destination, and stops delivering
when a permission is removed later:
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html#events-dynamodb-permissions
https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html

MiniStack reads any queue and stream of the account and ignores the role.
"""

import functools
import time
from collections.abc import Callable, Iterator
from typing import Any

from ministack.core.responses import get_account_id, request_scope
from ministack.services import lambda_svc, sqs

from slipway_emulator.iam.authorization import authorize
from slipway_emulator.patches.event_sources.stream_poller.shards import shards
from slipway_emulator.responses import error_response_json

Mapping = dict[str, Any]

_QUEUE_ACTIONS = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_STREAM_ACTIONS = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
_KINESIS_ACTIONS = ("GetRecords", "GetShardIterator", "DescribeStream", "DescribeStreamSummary", "ListShards")

# Seconds between two checks of a mapping that has something to deliver.
_CHECK_INTERVAL = 1.0


def apply() -> None:
    """Wrap the operations that create or update a mapping, and the pollers' list of mappings."""
    lambda_svc._create_esm = _checking_create(lambda_svc._create_esm)
    lambda_svc._update_esm = _checking_update(lambda_svc._update_esm)
    lambda_svc._iter_all_esms = _readable(lambda_svc._iter_all_esms)


def _checking_create(create_mapping: Callable[[Mapping], tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
    @functools.wraps(create_mapping)
    def create(request: Mapping) -> tuple[Any, ...]:
        return _rejection(request) or create_mapping(request)

    return create


def _checking_update(update_mapping: Callable[..., tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
    @functools.wraps(update_mapping)
    def update(mapping_id: str, request: Mapping) -> tuple[Any, ...]:
        mapping = lambda_svc._esms.get(mapping_id)
        rejection = None
        if mapping and {"FunctionName", "DestinationConfig"} & request.keys():
            source = {"EventSourceArn": mapping["EventSourceArn"]}
            rejection = _rejection({"FunctionName": mapping["FunctionArn"], **source, **request})
        return rejection or update_mapping(mapping_id, request)

    return update


def _rejection(request: Mapping) -> tuple[Any, ...] | None:
    """Return the error response of CreateEventSourceMapping, None if the role has the permissions."""
    name, qualifier, _ = lambda_svc._resolve_existing_esm_function(request.get("FunctionName", ""))
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    if config is None:
        return None  # MiniStack rejects it
    source = request.get("EventSourceArn", "")
    if denied := _denied_read(config["Role"], source):
        return _invalid(_cannot_read(denied, source))
    destination = ((request.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination", "")
    for service, action in (("sqs", "SendMessage"), ("sns", "Publish")):
        if f":{service}:" in destination and not _may(config["Role"], f"{service}:{action}", destination):
            return _invalid(_lacks(action, service.upper()))
    return None


def _invalid(message: str) -> tuple[Any, ...]:
    error: tuple[Any, ...] = error_response_json("InvalidParameterValueException", message, 400)
    return error


def _cannot_read(denied: str, source: str) -> str:
    """Return AWS's message, which depends on the type of the source."""
    if denied.startswith("sqs:"):
        return _lacks(denied.removeprefix("sqs:"), "SQS")
    # Of Kinesis: https://github.com/aws-samples/cross-account-amazon-dynamodb-replication/issues/11
    listed = "ListShards, and ListStreams" if denied.startswith("kinesis:") else "and ListStreams"
    return (
        f"Cannot access stream {source}. Please ensure the role can perform the GetRecords, GetShardIterator, "
        f"DescribeStream, {listed} Actions on your stream in IAM."
    )


def _lacks(action: str, service: str) -> str:
    return f"The function execution role does not have permissions to call {action} on {service}"


def _denied_read(role: str, source: str) -> str | None:
    """Return the first action that the role needs on the source and that isn't allowed."""
    service = source.split(":")[2] if source.startswith("arn:") else ""
    stream, is_consumer, _ = source.partition("/consumer/")
    names = {"sqs": _QUEUE_ACTIONS, "dynamodb": _STREAM_ACTIONS, "kinesis": _KINESIS_ACTIONS}.get(service, ())
    needed = [(f"{service}:{name}", stream) for name in names]
    if is_consumer:
        needed.append(("kinesis:SubscribeToShard", source))
    return next((action for action, resource in needed if not _may(role, action, resource)), None)


def _may(role: str, action: str, resource: str) -> bool:
    return authorize(get_account_id(), role, action, resource)


def _readable(all_mappings: Callable[[], Iterator[tuple[str, str, Mapping]]]) -> Callable[[], Iterator[Any]]:
    """Omit the mappings that have something to deliver, but no permission to read it."""
    checked: dict[str, tuple[float, bool]] = {}

    @functools.wraps(all_mappings)
    def readable() -> Iterator[tuple[str, str, Mapping]]:
        for account_id, region, mapping in all_mappings():
            checked_at, allowed = checked.get(mapping["UUID"], (0.0, True))
            if time.monotonic() - checked_at > _CHECK_INTERVAL:
                with request_scope(account_id, region):
                    if _has_records(mapping):
                        allowed = _check(mapping)
                        checked[mapping["UUID"]] = (time.monotonic(), allowed)
            if allowed:
                yield account_id, region, mapping

    return readable


def _has_records(mapping: Mapping) -> bool:
    source = mapping["EventSourceArn"]
    if queue := sqs._queue_by_arn(source):
        return any(message["visible_at"] <= time.time() for message in list(queue["messages"]))
    return any(shard.has_records() for shard in shards(mapping))


def _check(mapping: Mapping) -> bool:
    """Return whether the mapping may read its source, and record a denial in the mapping."""
    _, config = lambda_svc._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
    if config is None:
        return True
    denied = _denied_read(config["Role"], mapping["EventSourceArn"])
    if denied:
        role = config["Role"].rpartition("/")[2]
        mapping["LastProcessingResult"] = (
            f"PROBLEM: User: arn:aws:sts::{get_account_id()}:assumed-role/{role}/{mapping['FunctionName']} "
            f"is not authorized to perform: {denied} on resource: {mapping['EventSourceArn']}"
        )
    return denied is None
