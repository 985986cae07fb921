"""SNS invokes functions asynchronously, and sends what it can't deliver to the subscription's dead-letter queue.

Lambda retries a failed event, and sends it to the function's destination or dead-letter queue:
https://docs.aws.amazon.com/sns/latest/dg/sns-lambda-as-subscriber.html
SNS's own dead-letter queue is for a message that doesn't reach its endpoint: a function or queue that was deleted, or
whose policy denies the delivery. It gets the message as the endpoint would have:
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json

MiniStack invokes a function once, drops the message if that fails, and ignores the redrive policy. A message that an
HTTP endpoint doesn't take is still dropped.
"""

import functools
import json
import logging
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc, sns, sqs

_log = logging.getLogger(__name__)


def apply() -> None:
    """Wrap the deliveries to queues, and replace those to functions."""
    deliver_to_queue = sns._deliver_to_sqs
    sns._deliver_to_lambda = _deliver_to_function(deliver_to_queue)

    @functools.wraps(deliver_to_queue)
    def deliver(
        queue_arn: str,
        envelope: str,
        raw: bool,
        message: str,
        *,
        topic_arn: str = "",
        **options: Any,  # noqa: ANN401 - MiniStack's
    ) -> None:
        dead_letter_queue = _dead_letter_queue(topic_arn, queue_arn)
        if dead_letter_queue and not _accepts(queue_arn, topic_arn):
            queue_arn = dead_letter_queue
        deliver_to_queue(queue_arn, envelope, raw, message, topic_arn=topic_arn, **options)

    sns._deliver_to_sqs = deliver


def _deliver_to_function(deliver_to_queue: Callable[..., None]) -> Callable[..., None]:
    def deliver(
        function_arn: str,
        envelope: str,
        topic_arn: str,
        subscription_arn: str,
        message_id: str,
        message: str,
        attributes: dict[str, Any],
    ) -> None:
        del message_id, attributes
        record, config, name = lambda_svc._get_func_record_for_ref(function_arn)
        if record and config:
            qualified = {**record, "config": {**config, "FunctionArn": function_arn}}
            lambda_svc.invoke_async_with_retry(qualified, event(envelope, subscription_arn))
        elif dead_letter_queue := _dead_letter_queue(topic_arn, function_arn):
            deliver_to_queue(dead_letter_queue, envelope, False, message, topic_arn=topic_arn)
        else:
            _log.warning("the function %s, subscribed to %s, doesn't exist", name, topic_arn)

    return deliver


def event(envelope: str, subscription_arn: str) -> dict[str, Any]:
    """Return the event of a function.

    Args:
        envelope: the notification, as JSON.
        subscription_arn: the function's subscription.
    """
    record = {
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription_arn,
        "EventSource": "aws:sns",
        "Sns": json.loads(envelope),
    }
    return {"Records": [record]}


def _dead_letter_queue(topic_arn: str, endpoint: str) -> str:
    """Return the ARN of the queue of an endpoint's subscription, or an empty text."""
    topic = sns._topic_by_arn_any_scope(topic_arn) or {"subscriptions": []}
    for subscription in topic["subscriptions"]:
        if subscription["endpoint"] == endpoint:
            return _target(subscription["attributes"].get("RedrivePolicy") or "{}")
    return ""


def _target(redrive_policy: str) -> str:
    try:
        return str(json.loads(redrive_policy).get("deadLetterTargetArn", ""))
    except (ValueError, AttributeError):
        return ""  # MiniStack stores any text


def _accepts(queue_arn: str, topic_arn: str) -> bool:
    """Return whether a queue exists and its policy lets the topic send to it."""
    owner = topic_arn.split(":")[4]
    return sqs._queue_by_arn(queue_arn) is not None and bool(
        sqs.queue_policy_allows(queue_arn, "sns.amazonaws.com", topic_arn, owner)
    )
