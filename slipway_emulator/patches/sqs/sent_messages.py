"""SendMessage and SendMessageBatch refuse what SQS refuses, and keep the trace header of the request.

The limit of a message counts its attributes. An attribute has a name and a value that is allowed, and a FIFO batch
without a group or an id is refused as a whole. Booleans of a queue are accepted in any letters:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json

MiniStack counts the body only, accepts any attribute, refuses entries of a batch one by one, drops their system
attributes, and keeps ``True``, which its checks don't take for true.
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import sqs

from slipway_emulator.validation import queue_messages
from slipway_emulator.validation.queue_messages import RefusedError

_Json = dict[str, Any]
_Operation = Callable[[_Json, str], Any]
_MAX_BATCH = 1_048_576
_BOOLEANS = ("ContentBasedDeduplication", "FifoQueue", "SqsManagedSseEnabled")
# Of the request, if it has one.
_trace_header: ContextVar[str] = ContextVar("trace_header", default="")


def apply() -> None:
    """Wrap the handler of requests and the operations, and replace that of batches."""
    handle = sqs.handle_request

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: _Json) -> Any:  # noqa: ANN401
        _trace_header.set(headers.get("x-amzn-trace-id", ""))
        return await handle(method, path, headers, body, query)

    sqs.handle_request = handle_request
    sqs._act_send_message, sqs._act_send_message_batch = _checking(sqs._act_send_message), _send_batch
    sqs._HANDLERS |= {
        "SendMessage": sqs._act_send_message,
        "SendMessageBatch": _send_batch,
        "CreateQueue": _in_lower_case(sqs._HANDLERS["CreateQueue"]),
        "SetQueueAttributes": _in_lower_case(sqs._HANDLERS["SetQueueAttributes"]),
    }


def _checking(send: _Operation) -> _Operation:
    @functools.wraps(send)
    def send_message(data: _Json, url: str) -> Any:  # noqa: ANN401 - MiniStack's result
        queue = sqs._get_q(data.get("QueueUrl", url), "sqs:SendMessage")
        limit = int(queue["attributes"].get("MaximumMessageSize", _MAX_BATCH))
        _refuse(lambda: queue_messages.check(data, limit, is_fifo=queue["is_fifo"]))
        system = data.get("MessageSystemAttributes")
        if not system and (header := _trace_header.get()):
            system = {"AWSTraceHeader": {"DataType": "String", "StringValue": header}}
        return send({**data, "MessageSystemAttributes": system}, url)

    return send_message


def _send_batch(data: _Json, url: str) -> _Json:
    """Carry out SendMessageBatch."""
    url, entries = data.get("QueueUrl", url), data.get("Entries") or []
    queue = sqs._get_q(url, "sqs:SendMessage")
    sqs._validate_batch_entries(entries, "SendMessageBatchRequestEntry")
    _refuse(lambda: queue_messages.check_batch(entries, _MAX_BATCH))
    if queue["is_fifo"]:
        by_content = queue["attributes"].get("ContentBasedDeduplication") == "true"
        _refuse(lambda: queue_messages.check_fifo_batch(entries, by_content=by_content))
    successful: list[_Json] = []
    failed: list[_Json] = []
    for entry in entries:
        try:
            successful.append({"Id": entry["Id"], **sqs._act_send_message({**entry, "QueueUrl": url}, url)})
        except sqs._Err as error:
            failed.append({"Id": entry["Id"], "Code": error.code, "Message": error.message, "SenderFault": True})
    return {"Successful": successful, "Failed": failed}


def _refuse(check: Callable[[], None]) -> None:
    try:
        check()
    except RefusedError as error:
        raise sqs._Err(error.code, str(error)) from error


def _in_lower_case(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def operate(data: _Json, url: str) -> Any:  # noqa: ANN401 - MiniStack's result
        attributes = dict(data.get("Attributes") or {})
        for name in _BOOLEANS:
            if str(attributes.get(name, "")).lower() in ("true", "false"):
                attributes[name] = str(attributes[name]).lower()
        return operation({**data, "Attributes": attributes}, url)

    return operate
