"""An event source mapping without a batch size has the default of its source: 10 messages, or 100 records.

The default is 10 for SQS and 100 for Kinesis, DynamoDB, Kafka, Amazon MQ and DocumentDB:
https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html

MiniStack's is 10 for all of them.
"""

import functools
from typing import Any

from ministack.services import lambda_svc

_OF_QUEUES, _OF_STREAMS = 10, 100


def apply() -> None:
    """Fill in the default before the mapping is created."""
    create_esm = lambda_svc._create_esm

    @functools.wraps(create_esm)
    def create(data: dict[str, Any]) -> object:
        # A self-managed Kafka cluster has no ARN.
        is_queue = data.get("EventSourceArn", "").startswith("arn:aws:sqs:")
        default = _OF_QUEUES if is_queue else _OF_STREAMS
        size = data.get("BatchSize")
        return create_esm({**data, "BatchSize": default if size is None else size})

    lambda_svc._create_esm = create
