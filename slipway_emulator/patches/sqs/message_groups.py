"""A FIFO queue returns as many messages of one group as possible before those of the next group.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html

MiniStack returns the messages of all groups in the order in which they were sent.
"""

import functools
from typing import Any

from ministack.services import sqs

_Message = dict[str, Any]


def apply() -> None:
    """Wrap the function that receives messages from FIFO queues."""
    collect = sqs._collect_fifo

    @functools.wraps(collect)
    def collect_by_group(queue: dict[str, Any], *args: Any) -> list[_Message]:  # noqa: ANN401 - MiniStack's arguments
        first: dict[str, int] = {}
        for position, message in enumerate(queue["messages"]):
            first.setdefault(message.get("group_id") or "", position)
        # Sorting is stable, so that a group's messages stay in order.
        messages = sorted(queue["messages"], key=lambda message: first[message.get("group_id") or ""])
        received: list[_Message] = collect({**queue, "messages": messages}, *args)
        return received

    sqs._collect_fifo = collect_by_group
