"""A request over the loopback interface counts as sent over TLS.

Resource policies that deny requests without TLS test ``aws:SecureTransport``, as AWS recommends for queues, topics and
buckets:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html

MiniStack serves plain HTTP, so such a policy denies every request, that of the queue's owner too. The policy
protects requests from being read or changed on the network. The local AWS listens on 127.0.0.1 only, so its requests
never leave the machine.
"""

import functools
from typing import Any

from ministack.core import iam_evaluator


def apply() -> None:
    """Wrap the resolution of condition keys."""
    resolve = iam_evaluator._resolve_condition_key

    @functools.wraps(resolve)
    def resolve_condition_key(key: str, context: Any) -> Any:  # noqa: ANN401 - a key's value can be of any type
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_condition_key
