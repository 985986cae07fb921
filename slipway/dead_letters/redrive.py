"""Redriving dead letters: a queue gets its message again, a function its event."""

import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.target import Target
from slipway.dead_letters.letter import Letter
from slipway.dead_letters.queue import DeadLetterQueue
from slipway.errors import SlipwayError


class RedriveError(SlipwayError):
    """A letter was not accepted."""


@dataclass
class Redrive:
    """The result of redriving the letters of a queue.

    Attributes:
        redriven: number of letters that were accepted, and deleted.
        failed: number of letters that were not accepted, and stay in the queue.
        came_back: number of letters that arrived meanwhile. A function that can't process a letter sends another one.
        missing: message ids that are not in the queue.
    """

    redriven: int
    failed: int
    came_back: int
    missing: list[str]


def redrive(
    target: Target,
    name: str,
    ids: Collection[str],
    *,
    rate: float,
    to: str,
    on_done: Callable[[Letter, str, str], None],
) -> Redrive:
    """Redrive the letters of a dead-letter queue.

    Args:
        target: the account and region.
        name: of the queue.
        ids: message ids of the letters; empty for all.
        rate: the maximum number of letters a second.
        to: ARN of the queue or the function that gets every letter; empty for the one that it came from.
        on_done: called with each letter, what happened to it, and why.

    Raises:
        SlipwayError: there is no such queue.
    """
    queue, kept, states = DeadLetterQueue(target, name, to), [], []
    missing = set(ids)
    try:
        for letter in queue.letters():
            missing.discard(letter.id)
            if letter.sent.timestamp() >= queue.opened:
                state, reason = "came back", letter.reason
            elif ids and letter.id not in ids:
                kept.append(letter)
                continue
            else:
                state, reason = _redrive_one(target, letter)
                time.sleep(1 / rate)
            if state == "redriven":
                queue.delete(letter)
            else:
                kept.append(letter)
            states.append(state)
            on_done(letter, state, reason)
    finally:
        for letter in kept:
            queue.release(letter)
    return Redrive(states.count("redriven"), states.count("failed"), states.count("came back"), sorted(missing))


def _redrive_one(target: Target, letter: Letter) -> tuple[str, str]:
    """Send a letter; return what happened to it, and why."""
    if letter.problem:
        return "failed", letter.problem
    try:
        _send(target, letter)
    except (RedriveError, ClientError, BotoCoreError) as error:
        return "failed", str(error)
    return "redriven", letter.reason


def _send(target: Target, letter: Letter) -> None:
    if ":lambda:" not in letter.redrive_to:
        sqs, name = target.client("sqs"), letter.redrive_to.rpartition(":")[2]
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody=letter.payload)
        return
    answer = target.client("lambda").invoke(
        FunctionName=letter.redrive_to,
        InvocationType="Event" if letter.is_asynchronous else "RequestResponse",
        Payload=json.dumps(letter.payload),
    )
    if not letter.is_asynchronous:
        _check(answer)


def _check(answer: dict[str, Any]) -> None:
    """Raise RedriveError if a function failed, or reported its record as failed."""
    payload = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        raise RedriveError(f"the function failed: {payload.get('errorMessage')}")
    if isinstance(payload, dict) and payload.get("batchItemFailures"):
        raise RedriveError("the function can't process it now: `slipway logs` has the reason")
