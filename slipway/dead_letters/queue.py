"""A dead-letter queue, and the letters in it."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Self

from slipway.aws.target import Target
from slipway.dead_letters.letter import Letter, read
from slipway.errors import SlipwayError

_NAME = re.compile(r".*-dead-letter(\.fifo)?")  # as Slipway's modules name them
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
_VALID = re.compile(r"(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?")
# Seconds in which nobody else receives a letter: longer than the longest invocation of a function, 900.
_VISIBILITY_TIMEOUT = 1000
# Seconds to wait for a letter. Without waiting, SQS asks only some of its servers:
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
_WAIT = 1
BATCH = 10
"""SQS's maximum of messages in a call."""
_PRECISION = 2  # seconds; the header Date has whole ones


class DeadLetterQueue:
    """A dead-letter queue.

    Args:
        target: the account and region.
        name: name of the queue.
        to: ARN of the queue or the function that gets every letter; empty for the one that it came from.

    Attributes:
        opened: time of this object's creation, by SQS's clock as in `Letter.sent`, in seconds since 1970.

    Raises:
        SlipwayError: there is no such queue.
    """

    def __init__(self, target: Target, name: str, to: str = "") -> None:
        self._sqs, self._to = target.client("sqs"), to
        try:
            found = self._sqs.get_queue_url(QueueName=name) if _VALID.fullmatch(name) else None
        except self._sqs.exceptions.QueueDoesNotExist:
            found = None
        if not found:
            raise SlipwayError(f"there is no queue {name!r}: `slipway dlq list` prints the names")
        self._url: str = found["QueueUrl"]
        self.opened = _time_of(found)
        self._source_arn = self._only_source()
        self._held: dict[str, Letter] = {}  # those that are received and not deleted, by their ids

    def __enter__(self) -> Self:
        """Return the queue. At the end of the block, every letter that wasn't deleted is visible to others again."""
        return self

    def __exit__(self, *_: object) -> None:
        """Make the letters visible again, unless they are already, since their visibility timeout has passed."""
        held = list(self._held.values())
        for start in range(0, len(held), BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": letter.receipt_handle, "VisibilityTimeout": 0}
                for number, letter in enumerate(held[start : start + BATCH])
            ]
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def batches(self) -> Iterator[list[Letter]]:
        """Receive the letters, each once, up to ten at a time. They are invisible to others until the block ends.

        The end is reached when SQS returns only letters that were visible again after the visibility timeout.
        """
        seen: set[str] = set()
        while new := [letter for letter in self._receive() if letter.id not in seen]:
            seen.update(letter.id for letter in new)
            yield new

    def delete(self, letters: Sequence[Letter]) -> dict[str, str]:
        """Delete up to ten letters. Return the ids of those that are still in the queue, with the reasons."""
        entries = [{"Id": str(number), "ReceiptHandle": letter.receipt_handle} for number, letter in enumerate(letters)]
        result = self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
        kept = {letters[int(entry["Id"])].id: failure_of(entry) for entry in result.get("Failed", [])}
        for letter in letters:
            if letter.id not in kept:
                self._held.pop(letter.id, None)
        return kept

    def _receive(self) -> list[Letter]:
        received = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=BATCH,
            WaitTimeSeconds=_WAIT,
            VisibilityTimeout=_VISIBILITY_TIMEOUT,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        letters = [read(message, self._source_arn, self._to) for message in received.get("Messages", [])]
        self._held |= {letter.id: letter for letter in letters}
        return letters

    def _only_source(self) -> str:
        """Return the ARN of the only queue that may use this one in its redrive policy; empty if others may, too."""
        found = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"])
        policy = json.loads(found["Attributes"].get("RedriveAllowPolicy", "{}"))
        sources: list[str] = policy.get("sourceQueueArns", [])
        return sources[0] if len(sources) == 1 else ""


def failure_of(entry: Mapping[str, Any]) -> str:
    """Return the reason in an entry of ``Failed`` of one of SQS's batch operations."""
    return f"{entry['Code']}: {entry.get('Message', '')}"


def _time_of(response: dict[str, Any]) -> float:
    """Return the time of a response: this machine's, or SQS's if their clocks differ by more than its precision."""
    now, date = time.time(), response["ResponseMetadata"]["HTTPHeaders"].get("date")
    their_time = parsedate_to_datetime(date).timestamp() if date else now
    return now if abs(their_time - now) <= _PRECISION else their_time


def counts(target: Target, environment: str) -> dict[str, int]:
    """Return the approximate number of letters in each dead-letter queue of an environment, by its name."""
    sqs, result = target.client("sqs"), {}
    attribute = "ApproximateNumberOfMessages"
    for page in sqs.get_paginator("list_queues").paginate(QueueNamePrefix=f"{environment}-"):
        for url in page.get("QueueUrls", []):
            if _NAME.fullmatch(name := url.rpartition("/")[2]):
                found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[attribute])
                result[name] = int(found["Attributes"][attribute])
    return dict(sorted(result.items()))
