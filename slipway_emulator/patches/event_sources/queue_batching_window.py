"""An event source mapping of a queue collects messages for the length of its batching window.

AWS invokes the function when the batch is full, or when the window ends, which starts with the first message:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching

MiniStack ignores the window.
"""

import functools
import time
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Allow no batch from a queue during the window."""
    concurrency = lambda_svc._sqs_esm_concurrency

    @functools.wraps(concurrency)
    def sqs_esm_concurrency(
        mapping: dict[str, Any], function: object, config: object, queue: dict[str, Any] | None = None
    ) -> int:
        if queue and _is_collecting(mapping, queue):
            return 0
        allowed: int = concurrency(mapping, function, config, queue)
        return allowed

    lambda_svc._sqs_esm_concurrency = sqs_esm_concurrency


def _is_collecting(mapping: dict[str, Any], queue: dict[str, Any]) -> bool:
    now = time.time()
    visible_since: list[float] = [
        message["visible_at"] for message in list(queue["messages"]) if message["visible_at"] <= now
    ]
    if not visible_since or len(visible_since) >= mapping.get("BatchSize", 10):
        return False
    window: int = mapping.get("MaximumBatchingWindowInSeconds") or 0
    return now - min(visible_since) < window
