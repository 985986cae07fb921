"""GetQueueAttributes returns the attributes that the request names, and nothing without a name.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json

MiniStack returns all attributes if none is named, and an empty map if the queue has none of those that are.
"""

import functools
from typing import Any

from ministack.services import sqs

_Json = dict[str, Any]


def apply() -> None:
    """Wrap GetQueueAttributes."""
    operation = sqs._HANDLERS["GetQueueAttributes"]

    @functools.wraps(operation)
    def get_queue_attributes(data: _Json, url: str) -> _Json:
        answer: _Json = operation(data, url)
        return answer if data.get("AttributeNames") and answer["Attributes"] else {}

    sqs._HANDLERS["GetQueueAttributes"] = get_queue_attributes
