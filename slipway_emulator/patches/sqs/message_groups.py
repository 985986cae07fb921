"""A FIFO queue returns as many messages of one group as possible before those of the next group.

A message that is in flight holds back the later ones of its group, and not the earlier ones. The group whose first
message has been available for the longest time comes first:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.py

MiniStack returns the messages of all groups in the order in which they were sent, and none of a group with a message
in flight.
"""

import functools
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ministack.services import sqs

_Message = dict[str, Any]


def apply() -> None:
    """Wrap the function that receives messages from FIFO queues."""
    collect = sqs._collect_fifo

    @functools.wraps(collect)
    def collect_by_group(queue: dict[str, Any], most: int, timeout: int, now: float) -> list[_Message]:
        groups: dict[str, list[_Message]] = defaultdict(list)
        for message in queue["messages"]:
            groups[message.get("group_id") or ""].append(message)
        available = [list(_available(messages, now)) for messages in groups.values()]
        # Sorting is stable, so that equal times keep the order in which the messages were sent.
        ordered = sorted(filter(None, available), key=lambda messages: float(messages[0]["visible_at"]))
        messages = [message for group in ordered for message in group]
        received: list[_Message] = collect({**queue, "messages": messages}, most, timeout, now)
        return received

    sqs._collect_fifo = collect_by_group


def _available(group: list[_Message], now: float) -> Iterator[_Message]:
    for message in group:
        if message["visible_at"] > now:
            if message["receive_count"]:
                return
        else:
            yield message
