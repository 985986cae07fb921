"""A FIFO topic sends to FIFO queues with a number, and to standard queues without group; it refuses what isn't FIFO.

A message needs an id for deduplication, unless the topic makes it from the content. The dead-letter queue of a FIFO
subscription is a FIFO queue:
https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html
https://docs.aws.amazon.com/sns/latest/dg/sns-fifo-topics.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json

MiniStack's messages in FIFO queues have no sequence number, those in standard queues have the group, an entry of a
batch without an id fails alone, and a dead-letter queue may be any.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

from ministack.services import sns, sqs

_Params = dict[str, Any]
_Operation = Callable[[_Params], object]
_NO_ID = (
    "Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
    "provided explicitly"
)
_STANDARD_QUEUE = (
    "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
)


def apply() -> None:
    """Wrap the delivery to a queue, and the operations."""
    deliver: Callable[..., None] = sns._deliver_to_sqs
    set_attributes = sns._set_subscription_attributes

    @functools.wraps(deliver)
    def deliver_to_queue(queue_arn: str, *args: object, topic_arn: str = "", **options: Any) -> None:  # noqa: ANN401
        if topic_arn.endswith(".fifo") and not queue_arn.endswith(".fifo"):
            options |= {"message_group_id": "", "message_dedup_id": ""}
        deliver(queue_arn, *args, topic_arn=topic_arn, **options)
        if queue_arn.endswith(".fifo") and (queue := sqs._queue_by_arn(queue_arn)):
            _number(queue)

    @functools.wraps(set_attributes)
    def set_subscription_attributes(params: dict[str, Any]) -> object:
        arn = sns._p(params, "SubscriptionArn")
        subscription = sns._find_subscription(sns._sub_arn_to_topic.get(arn), arn) or {"endpoint": ""}
        if sns._p(params, "AttributeName") == "RedrivePolicy" and subscription["endpoint"].endswith(".fifo"):
            policy = json.loads(sns._p(params, "AttributeValue") or "{}")
            if policy and not policy["deadLetterTargetArn"].endswith(".fifo"):
                return sns._error("InvalidParameter", _STANDARD_QUEUE, 400)
        return set_attributes(params)

    sns._deliver_to_sqs, sns._set_subscription_attributes = deliver_to_queue, set_subscription_attributes
    sns._publish = _with_ids(sns._publish, lambda params: [sns._p(params, "MessageDeduplicationId")])
    sns._publish_batch = _with_ids(
        sns._publish_batch, lambda params: [each.get("message_dedup_id") for each in sns._parse_batch_entries(params)]
    )


def _with_ids(publish: _Operation, ids: Callable[[_Params], list[str | None]]) -> _Operation:
    @functools.wraps(publish)
    def checked(params: _Params) -> object:
        arn = sns._p(params, "TopicArn") or sns._p(params, "TargetArn")
        topic = sns._topic_by_arn_any_scope(sns._normalize_arn(arn))
        if topic and _needs_ids(topic) and not all(ids(params)):
            return sns._error("InvalidParameter", _NO_ID, 400)
        return publish(params)

    return checked


def _number(queue: dict[str, Any]) -> None:
    for message in queue["messages"]:
        if not message.get("seq"):
            queue["fifo_seq"] += 1
            message["seq"] = str(queue["fifo_seq"]).zfill(20)


def _needs_ids(topic: dict[str, Any]) -> bool:
    attributes = topic["attributes"]
    is_by_content = attributes.get("ContentBasedDeduplication", "false").lower() == "true"
    return str(topic["arn"]).endswith(".fifo") and not is_by_content
