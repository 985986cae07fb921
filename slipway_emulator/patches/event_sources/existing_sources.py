"""A mapping has an existing source, which no other mapping of its function has, and a starting position in a stream.

A queue's visibility timeout must not be shorter than the function's timeout, and batches of more than ten messages
need a batching window:
https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-queueconfig
The messages are those that AWS returned:
https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/lambda_/event_source_mapping

MiniStack creates a mapping of any ARN, and as many as it is asked for.
"""

import functools
from typing import Any

from ministack.services import dynamodb, kinesis, lambda_svc, sqs

from slipway_emulator.responses import error_response_json

_Mapping = dict[str, Any]
_Response = tuple[Any, ...]
_NO_QUEUE = (
    "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: "
    "The specified queue does not exist."
)
_NO_POSITION = (
    "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be "
    "null."
)
_NO_WINDOW = "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
_LARGEST_BATCH_WITHOUT_WINDOW = 10


def apply() -> None:
    """Wrap the operations that create or update a mapping."""
    create_mapping, update_mapping = lambda_svc._create_esm, lambda_svc._update_esm

    @functools.wraps(create_mapping)
    def create(request: _Mapping) -> _Response:
        return _rejection(request) or create_mapping(request)

    @functools.wraps(update_mapping)
    def update(mapping_id: str, request: _Mapping) -> _Response:
        mapping = lambda_svc._esms.get(mapping_id)
        if mapping and mapping["EventSourceArn"].startswith("arn:aws:sqs:"):
            changed = {"FunctionName": mapping["FunctionArn"], **mapping, **request}
            if message := _unsuitable_queue(changed, _timeout(request.get("FunctionName", ""))):
                return _invalid(message)
        response: _Response = update_mapping(mapping_id, request)
        return response

    lambda_svc._create_esm, lambda_svc._update_esm = create, update


def _rejection(request: _Mapping) -> _Response | None:
    """Return the error response of CreateEventSourceMapping; None if there is no error, or MiniStack finds it."""
    source = request.get("EventSourceArn", "")
    if not source and not request.get("SelfManagedEventSource"):
        return _invalid("Unrecognized event source.")
    name, qualifier, _ = lambda_svc._resolve_existing_esm_function(request.get("FunctionName", ""))
    if name is None:
        return _invalid("Function does not exist")
    spec, error = lambda_svc._validate_event_source_arn(source)
    if error:
        return None
    if spec.service == "sqs" and request.get("DestinationConfig"):
        message = "Unsupported DestinationConfig parameter for given event source mapping type."
    elif spec.service == "sqs":
        message = _unsuitable_queue(request, _timeout(request["FunctionName"]))
    else:
        message = _unsuitable_stream(request, source)
    return _invalid(message) if message else _duplicate(source, name, qualifier)


def _unsuitable_queue(request: _Mapping, timeout: int) -> str:
    """Return why a queue can't have the mapping, or an empty text.

    Args:
        request: the mapping after the request.
        timeout: timeout of the function, in seconds.
    """
    queue = sqs._queue_by_arn(request["EventSourceArn"])
    if queue is None:
        return _NO_QUEUE
    visibility = int(queue["attributes"].get("VisibilityTimeout", 30))
    if visibility < timeout:
        return f"Queue visibility timeout: {visibility} seconds is less than Function timeout: {timeout} seconds"
    size, window = request.get("BatchSize") or 0, request.get("MaximumBatchingWindowInSeconds") or 0
    return _NO_WINDOW if size > _LARGEST_BATCH_WITHOUT_WINDOW and not window else ""


def _unsuitable_stream(request: _Mapping, arn: str) -> str:
    """Return why a stream can't have the mapping, or an empty text."""
    if not _is_stream(arn):
        return f"Stream not found: {arn}"
    position = request.get("StartingPosition")
    if position is None:
        return _NO_POSITION
    if position == "AT_TIMESTAMP" and ":dynamodb:" in arn:
        return f"Unsupported starting position for arn type: {arn}"
    return ""


def _is_stream(arn: str) -> bool:
    resource = arn.split(":", 5)[5]
    if ":dynamodb:" in arn:
        table: _Mapping = dynamodb._tables.get(resource.split("/")[1]) or {}
        return table.get("LatestStreamArn") == arn
    is_foreign = arn.split(":")[4] != lambda_svc.get_account_id()  # MiniStack checks those of other accounts
    is_consumer = "/consumer/" in resource
    return is_foreign or (arn in kinesis._consumers if is_consumer else resource.partition("/")[2] in kinesis._streams)


def _duplicate(source: str, name: str, qualifier: str | None) -> _Response | None:
    function = lambda_svc._func_arn(name) + (f":{qualifier}" if qualifier else "")
    for mapping in lambda_svc._esms.values():
        if (mapping["EventSourceArn"], mapping["FunctionArn"]) == (source, function):
            kind = f'An event source mapping with SQS arn (" {source} ") and function (" {name} ") already exists.'
            if ":sqs:" not in source:
                kind = f'The event source arn (" {source} ") and function (" {name} ") provided mapping already exists.'
            message = f"{kind} Please update or delete the existing mapping with UUID {mapping['UUID']}"
            return _error("ResourceConflictException", message, 409)
    return None


def _timeout(function: str) -> int:
    """Return the timeout of a function in seconds, by its name or ARN; 0 if there is no such function."""
    name, qualifier, _ = lambda_svc._resolve_existing_esm_function(function)
    _, config = lambda_svc._get_func_record_for_qualifier(name, qualifier)
    return int(config.get("Timeout", 3)) if config else 0


def _invalid(message: str) -> _Response:
    return _error("InvalidParameterValueException", message, 400)


def _error(code: str, message: str, status: int) -> _Response:
    return error_response_json(code, message, status)
