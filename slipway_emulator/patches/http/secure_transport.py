"""What comes over the loopback interface counts as sent over TLS.

Resource policies that deny whatever isn't sent over TLS test ``aws:SecureTransport``, as AWS advises for queues, topics
and buckets:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-securetransport
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html

MiniStack 1.5.33 speaks plain HTTP, so such a policy shuts everybody out, the queue's maker too. The key asks whether
anybody on the way could have read or changed the request; on 127.0.0.1, where alone the launcher binds it, nobody is.
"""

from typing import Any

from ministack.core import iam_evaluator


def apply() -> None:
    """Wrap the resolution of condition keys."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key: str, context: Any) -> Any:  # noqa: ANN401 - a key's value can be of any type
        return "true" if key.lower() == "aws:securetransport" else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_condition_key
