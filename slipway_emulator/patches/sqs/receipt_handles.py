"""A message can be deleted twice, or with the receipt handle of an earlier receive, without an error.

A FIFO queue refuses the handle of a message whose visibility timeout has expired:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json

MiniStack refuses each handle that no message has, and deletes by an expired one.
"""

import functools
import time
import uuid
from typing import Any

from ministack.services import sqs

_Json = dict[str, Any]
_INVALID = "ReceiptHandleIsInvalid"


def apply() -> None:
    """Wrap DeleteMessage and DeleteMessageBatch."""
    delete = sqs._HANDLERS["DeleteMessage"]
    delete_batch = sqs._HANDLERS["DeleteMessageBatch"]

    @functools.wraps(delete)
    def delete_message(data: _Json, url: str) -> _Json:
        handle = data.get("ReceiptHandle", "")
        if _has_expired(sqs._get_q(data.get("QueueUrl", url), "sqs:DeleteMessage"), handle):
            reason = "The receipt handle has expired."
            message = f"Value {handle} for parameter ReceiptHandle is invalid. Reason: {reason}"
            raise sqs._Err("InvalidParameterValue", message)
        try:
            answer: _Json = delete(data, url)
        except sqs._Err as error:
            if error.code == _INVALID and _is_handle(handle):
                return {}
            raise
        return answer

    @functools.wraps(delete_batch)
    def delete_message_batch(data: _Json, url: str) -> _Json:
        sqs._validate_batch_entries(data.get("Entries", []), "DeleteMessageBatchRequestEntry")
        result: dict[str, list[_Json]] = {"Successful": [], "Failed": []}
        for entry in data["Entries"]:
            try:
                delete_message({"QueueUrl": data.get("QueueUrl", url), **entry}, url)
                result["Successful"].append({"Id": entry["Id"]})
            except sqs._Err as error:
                failure = {"Code": error.code, "Message": error.message, "SenderFault": True}
                result["Failed"].append({"Id": entry["Id"], **failure})
        return result

    sqs._HANDLERS |= {"DeleteMessage": delete_message, "DeleteMessageBatch": delete_message_batch}


def _has_expired(queue: _Json, handle: str) -> bool:
    now = time.time()
    return queue["is_fifo"] and any(
        message["receipt_handle"] == handle and message["visible_at"] <= now for message in queue["messages"]
    )


def _is_handle(text: str) -> bool:
    """Return whether a receive can have returned a handle."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
