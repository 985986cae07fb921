"""Redriving dead letters: a queue gets its message again, a function its event."""

import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway.aws.target import Target
from slipway.dead_letters.letter import Letter
from slipway.dead_letters.queue import BATCH, DeadLetterQueue, failure_of
from slipway.errors import SlipwayError

# Bytes of all messages of a batch. The quota is larger today, but a queue can have a lower limit.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
_MAX_SIZE = 256 * 1024


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

    redriven: int = 0
    failed: int = 0
    came_back: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """The numbers in one line."""
        return f"{self.redriven} redriven, {self.failed} failed, {self.came_back} came back"


def redrive(
    target: Target,
    name: str,
    ids: Collection[str],
    result: Redrive,
    *,
    rate: float,
    to: str,
    on_done: Callable[[Letter, str, str], None],
) -> None:
    """Redrive the letters of a dead-letter queue: a queue's messages in batches, the events of functions one by one.

    A letter is deleted after it was accepted. After an interruption, every other one is in the queue, and one that was
    just sent may be, too.

    Args:
        target: the account and region.
        name: name of the queue.
        ids: message ids of the letters; empty for all.
        result: is updated after each batch, so that it is right after an interruption.
        rate: the maximum number of letters a second.
        to: ARN of the queue or the function that gets every letter; empty for the one that it came from.
        on_done: called with each letter, what happened to it, and why.

    Raises:
        SlipwayError: there is no such queue.
    """

    def done(letter: Letter, state: str, reason: str) -> None:
        name = state.replace(" ", "_")
        setattr(result, name, getattr(result, name) + 1)
        on_done(letter, state, reason)

    missing = set(ids)
    with DeadLetterQueue(target, name, to) as queue:
        for letters in queue.batches():
            missing -= {letter.id for letter in letters}
            late = [letter for letter in letters if letter.sent.timestamp() >= queue.opened]
            for letter in late:
                done(letter, "came back", letter.reason)
            wanted = [letter for letter in letters if letter not in late and (not ids or letter.id in ids)]
            for group in _groups(wanted, rate):
                _redrive_group(target, queue, group, done)
                time.sleep(len(group) / rate)
    result.missing = sorted(missing)


def _groups(letters: Iterable[Letter], rate: float) -> Iterator[list[Letter]]:
    """Yield the letters in the groups that are sent in one call: one letter, or a batch for a queue."""
    group: list[Letter] = []
    for letter in letters:
        larger = [*group, letter]
        is_batch = all(map(_is_for_queue, larger)) and len({each.redrive_to for each in larger}) == 1
        is_too_large = len(larger) > min(BATCH, rate) or sum(map(_size, larger)) > _MAX_SIZE
        if group and (is_too_large or not is_batch):
            yield group
            larger = [letter]
        group = larger
    if group:
        yield group


def _is_for_queue(letter: Letter) -> bool:
    return not letter.problem and ":lambda:" not in letter.redrive_to


def _size(letter: Letter) -> int:
    """Return the bytes of a message, of which its attributes are a part; those of an event aren't limited here."""
    texts = [letter.payload] if isinstance(letter.payload, str) else []
    for name, value in letter.attributes.items():
        texts += [name, value["DataType"], value.get("StringValue", "")]
    binaries = sum(len(value.get("BinaryValue", b"")) for value in letter.attributes.values())
    return sum(len(text.encode("utf-8", "replace")) for text in texts) + binaries


def _redrive_group(
    target: Target, queue: DeadLetterQueue, letters: Sequence[Letter], done: Callable[[Letter, str, str], None]
) -> None:
    """Send letters in one call, and delete those that were accepted."""
    failed = _send(target, letters)
    accepted = [letter for letter in letters if letter.id not in failed]
    if accepted:
        kept = queue.delete(accepted)
        failed |= {id_: f"it was sent, but is still in the queue: {reason}" for id_, reason in kept.items()}
    for letter in letters:
        done(letter, "failed" if letter.id in failed else "redriven", failed.get(letter.id, letter.reason))


def _send(target: Target, letters: Sequence[Letter]) -> dict[str, str]:
    """Send letters, and return the ids of those that were not accepted, with the reasons."""
    (first, *_) = letters
    if first.problem:
        return {first.id: first.problem}
    try:
        if _is_for_queue(first):
            return _send_messages(target, letters)
        _invoke(target, first)
    except (RedriveError, ClientError, BotoCoreError) as error:
        return {letter.id: str(error) for letter in letters}
    return {}


def _send_messages(target: Target, letters: Sequence[Letter]) -> dict[str, str]:
    sqs, name = target.client("sqs"), letters[0].redrive_to.rpartition(":")[2]
    entries = [
        {"Id": str(number), "MessageBody": letter.payload, "MessageAttributes": letter.attributes}
        # With the deduplication id of the message that failed, SQS could drop this one.
        | ({"MessageGroupId": letter.group or letter.id, "MessageDeduplicationId": letter.id} if _is_fifo(name) else {})
        for number, letter in enumerate(letters)
    ]
    result = sqs.send_message_batch(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], Entries=entries)
    return {letters[int(entry["Id"])].id: failure_of(entry) for entry in result.get("Failed", [])}


def _is_fifo(name: str) -> bool:
    return name.endswith(".fifo")


def _invoke(target: Target, letter: Letter) -> None:
    answer = target.client("lambda").invoke(
        FunctionName=letter.redrive_to,
        InvocationType="Event" if letter.is_asynchronous else "RequestResponse",
        Payload=json.dumps(letter.payload),
    )
    if not letter.is_asynchronous:
        _check(answer)


def _check(answer: dict[str, Any]) -> None:
    """Raise RedriveError if a function failed, or reported its record as failed."""
    try:
        payload = json.loads(answer["Payload"].read() or b"null")
    except (ValueError, RecursionError):
        payload = None
    content = payload if isinstance(payload, dict) else {}
    if answer.get("FunctionError"):
        raise RedriveError(f"the function failed: {content.get('errorMessage')}")
    if content.get("batchItemFailures"):
        raise RedriveError("the function can't process it now: `slipway logs` has the reason")
