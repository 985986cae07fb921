"""The recorded event of an invocation or of a dead letter, and what the function did with it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lambda_release.function import DEFAULT_ALIAS
from slipway.aws.target import Target
from slipway.dead_letters import search
from slipway.dead_letters.letter import TARGET, Letter
from slipway.errors import SlipwayError
from slipway.local import invocations
from slipway.local.invocations import Recorded

_QUALIFIER = 7  # the part of a function's ARN with its alias or version


@dataclass(frozen=True)
class Recording:
    """An event that a function had.

    Attributes:
        app: name of the function's app.
        alias: alias that was invoked; ``live`` for a version, since the changed function has another one.
        event: any JSON value.
        before: what the function did; None if it isn't known, as on AWS.
        reason: reason why a dead letter could not be processed; empty without one.
    """

    app: str
    alias: str
    event: Any
    before: Recorded | None
    reason: str = ""


def of_invocation(directory: Path, account: str, environment: str, identifier: str) -> Recording | None:
    """Return the recording of an invocation on the local AWS; None if there is none.

    Args:
        directory: directory of the local AWS.
        account: 12 digits.
        environment: prefix of the functions' names.
        identifier: an id, as for `invocations.find`.
    """
    found = invocations.find(directory, account, identifier)
    if not found:
        return None
    return Recording(_app(found.function, environment), _alias(found.arn), found.event, found)


def of_letter(target: Target, environment: str, message_id: str) -> Recording | None:
    """Return the recording of a dead letter, which stays in its queue; None if no queue has the message.

    Args:
        target: the account and region of the queue.
        environment: prefix of the queues' and functions' names.
        message_id: id of the letter.

    Raises:
        SlipwayError: the letter doesn't hold its event, or names nothing that accepts it.
    """
    found = search.find(target, environment, message_id)
    if not found:
        return None
    queue, letter = found
    if not TARGET.fullmatch(letter.redrive_to):
        hint = f"invoke one with its payload, from `slipway dlq show {queue} --json`"
        raise SlipwayError(f"nothing in {message_id} of {queue} names its function: {hint}")
    if letter.problem:
        raise SlipwayError(f"{message_id} of {queue} can't be replayed: {letter.problem}")
    is_message = ":lambda:" not in letter.redrive_to
    arn = _reader(target, letter.redrive_to) if is_message else letter.redrive_to
    event = _queue_event(letter) if is_message else letter.payload
    return Recording(_app(arn.split(":")[6], environment), _alias(arn), event, None, letter.reason)


def last_attempt(directory: Path, account: str, environment: str, recording: Recording) -> Recorded | None:
    """Return the latest invocation with the event of a dead letter, by the ids of its records; None if there is none.

    Args:
        directory: directory of the local AWS.
        account: 12 digits.
        environment: prefix of the functions' names.
        recording: recording of the letter.
    """
    for invocation in invocations.read(directory, account):
        is_same = invocation.event == recording.event or _ids(invocation.event) == _ids(recording.event) != set()
        if invocation.function == f"{environment}-{recording.app}" and is_same:
            return invocation
    return None


def _ids(event: Any) -> set[str]:  # noqa: ANN401 - any JSON value
    """Return the ids of the messages or changes in an event; empty for another one."""
    records = event.get("Records") if isinstance(event, dict) else None
    found = (record for record in records if isinstance(record, dict)) if isinstance(records, list) else ()
    return {str(record.get("messageId") or record.get("eventID") or "") for record in found} - {""}


def _app(function: str, environment: str) -> str:
    if not function.startswith(f"{environment}-"):
        raise SlipwayError(f"{function} isn't a function of {environment}: name its environment by --environment")
    return function.removeprefix(f"{environment}-")


def _alias(arn: str) -> str:
    parts = arn.split(":")
    qualifier = parts[_QUALIFIER] if len(parts) > _QUALIFIER else DEFAULT_ALIAS
    return DEFAULT_ALIAS if qualifier.isdigit() or qualifier == "$LATEST" else qualifier


def _reader(target: Target, queue_arn: str) -> str:
    """Return the ARN of the function that reads a queue."""
    found = target.client("lambda").list_event_source_mappings(EventSourceArn=queue_arn)["EventSourceMappings"]
    if not found:
        raise SlipwayError(f"no function reads {queue_arn}: it has no event source mapping")
    return str(found[0]["FunctionArn"])


def _queue_event(letter: Letter) -> dict[str, Any]:
    """Return the event with which Lambda delivers a message of a queue.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
    """
    sent = str(int(letter.sent.timestamp() * 1000))
    attributes = {"ApproximateReceiveCount": "1", "SentTimestamp": sent, "ApproximateFirstReceiveTimestamp": sent}
    record = {
        "messageId": letter.id,
        "receiptHandle": letter.receipt_handle,
        "body": letter.payload,
        "attributes": attributes | ({"MessageGroupId": letter.group} if letter.group else {}),
        "messageAttributes": {name: _attribute(value) for name, value in letter.attributes.items()},
        "eventSource": "aws:sqs",
        "eventSourceARN": letter.redrive_to,
        "awsRegion": letter.redrive_to.split(":")[3],
    }
    return {"Records": [record]}


def _attribute(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message attribute as a function gets it, from what ReceiveMessage returns."""
    binary = {"binaryValue": base64.b64encode(value["BinaryValue"]).decode()} if "BinaryValue" in value else {}
    text = {"stringValue": value["StringValue"]} if "StringValue" in value else {}
    return {**text, **binary, "stringListValues": [], "binaryListValues": [], "dataType": value["DataType"]}
