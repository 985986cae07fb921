"""SNS passes the trace header of a Publish request on to queues, as ``AWSTraceHeader``.

https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.py

MiniStack drops it.
"""

import functools
from contextvars import ContextVar
from typing import Any

from ministack.services import sns, sqs

# Of the request, if it has one.
_trace_header: ContextVar[str] = ContextVar("trace_header", default="")


def apply() -> None:
    """Wrap the handler of requests, and the delivery to a queue."""
    handle, deliver = sns.handle_request, sns._deliver_to_sqs

    @functools.wraps(handle)
    async def handle_request(method: str, path: str, headers: dict[str, str], body: bytes, query: object) -> Any:  # noqa: ANN401
        _trace_header.set(headers.get("x-amzn-trace-id", ""))
        return await handle(method, path, headers, body, query)

    @functools.wraps(deliver)
    def deliver_to_queue(queue_arn: str, *args: object, **options: object) -> None:
        queue, header = sqs._queue_by_arn(queue_arn), _trace_header.get()
        known = {message["id"] for message in queue["messages"]} if queue and header else set()
        deliver(queue_arn, *args, **options)
        for message in queue["messages"] if queue and header else ():
            if message["id"] not in known:
                message["sys"]["AWSTraceHeader"] = header

    sns.handle_request, sns._deliver_to_sqs = handle_request, deliver_to_queue
