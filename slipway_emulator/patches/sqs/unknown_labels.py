"""RemovePermission refuses a label that the queue's policy doesn't have.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json

MiniStack answers that it has removed it.
"""

import functools
import json
from typing import Any

from ministack.services import sqs

_Json = dict[str, Any]


def apply() -> None:
    """Wrap RemovePermission."""
    operation = sqs._HANDLERS["RemovePermission"]

    @functools.wraps(operation)
    def remove_permission(data: _Json, url: str) -> Any:  # noqa: ANN401 - MiniStack's result
        label = data.get("Label")
        queue = sqs._get_q(data.get("QueueUrl", url), "sqs:RemovePermission")
        statements = json.loads(queue["attributes"].get("Policy") or "{}").get("Statement", [])
        statements = [statements] if isinstance(statements, dict) else statements
        if label and all(statement.get("Sid") != label for statement in statements):
            message = f"Value {label} for parameter Label is invalid. Reason: can't find label."
            raise sqs._Err("InvalidParameterValue", message)
        return operation(data, url)

    sqs._HANDLERS["RemovePermission"] = remove_permission
