"""An event source mapping of a queue gathers messages for as long as its batching window says.

AWS invokes the function when the batch is full or the window, which opens with the first message, is over:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching

MiniStack 1.5.33 invokes the function at once with what there is.
"""

import functools
import time
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Let no batch be taken from a queue while the window is open."""
    batches_in_flight = lambda_svc._sqs_esm_concurrency

    @functools.wraps(batches_in_flight)
    def batches_in_flight_allowed(
        mapping: dict[str, Any], function: object, config: object, queue: dict[str, Any] | None = None
    ) -> int:
        if queue and _is_gathering(mapping, queue):
            return 0
        allowed: int = batches_in_flight(mapping, function, config, queue)
        return allowed

    lambda_svc._sqs_esm_concurrency = batches_in_flight_allowed


def _is_gathering(mapping: dict[str, Any], queue: dict[str, Any]) -> bool:
    now = time.time()
    visible_since: list[float] = [each["visible_at"] for each in list(queue["messages"]) if each["visible_at"] <= now]
    if not visible_since or len(visible_since) >= mapping.get("BatchSize", 10):
        return False
    window: int = mapping.get("MaximumBatchingWindowInSeconds") or 0
    return now - min(visible_since) < window
