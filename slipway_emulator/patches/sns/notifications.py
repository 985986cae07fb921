"""A notification has the subscription's ARN, the values of binary attributes, and the number of a FIFO message.

A message of a FIFO topic isn't signed. The event of a function has other names for two URLs than JSON has elsewhere:
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
https://docs.aws.amazon.com/sns/latest/dg/fifo-topic-message-ordering.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json

MiniStack's UnsubscribeURL has the subscription ``example``, binary attributes are empty, and a protocol's message is
any JSON value.
"""

import functools
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import sns

from slipway_emulator.patches.sns import deliveries

_SIGNATURE = ("Signature", "SignatureVersion", "SigningCertURL")
# The ARN of the subscription that gets the message now.
current_subscription: ContextVar[str] = ContextVar("subscription", default="")


def apply() -> None:
    """Wrap the selection of a subscription, the creation of its notification, and the event of a function."""
    matches, build, event = sns._matches_filter_policy, sns._build_envelope, deliveries.event
    resolve = sns._resolve_message_for_protocol

    @functools.wraps(matches)
    def matches_filter_policy(subscription: dict[str, Any], *args: object) -> object:
        current_subscription.set(subscription["arn"])
        return matches(subscription, *args)

    @functools.wraps(event)
    def function_event(envelope: str, subscription_arn: str) -> dict[str, Any]:
        return event(json.dumps(_of_function(json.loads(envelope))), subscription_arn)

    @functools.wraps(resolve)
    def resolve_message(message: str, structure: str, protocol: str) -> str:
        resolved = resolve(message, structure, protocol)
        # SNS ignores what isn't text.
        return resolved if isinstance(resolved, str) else str(resolve(message, structure, "default"))

    sns._matches_filter_policy, deliveries.event = matches_filter_policy, function_event
    sns._resolve_message_for_protocol = resolve_message
    sns._build_envelope = _completed(build)


def _completed(build: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(build)
    def build_envelope(
        topic_arn: str, message_id: str, message: str, subject: str, attributes: dict[str, Any], raw: bool
    ) -> str:
        text = build(topic_arn, message_id, message, subject, attributes, raw)
        if raw:
            return text
        notification = json.loads(text)
        notification["UnsubscribeURL"] = notification["UnsubscribeURL"].partition("&")[0]
        notification["UnsubscribeURL"] += f"&SubscriptionArn={current_subscription.get()}"
        for name, attribute in attributes.items():
            if attribute.get("BinaryValue"):
                notification["MessageAttributes"][name]["Value"] = attribute["BinaryValue"]
        if topic_arn.endswith(".fifo"):
            notification = _of_fifo_topic(notification, topic_arn)
        return json.dumps(notification)

    return build_envelope


def _of_fifo_topic(notification: dict[str, Any], topic_arn: str) -> dict[str, Any]:
    topic = sns._topic_by_arn_any_scope(topic_arn) or {}
    number = {"SequenceNumber": str(topic.get("fifo_seq", 0)).zfill(20)}
    rest = {name: value for name, value in notification.items() if name not in _SIGNATURE}
    return {"Type": rest.pop("Type"), "MessageId": rest.pop("MessageId"), **number, **rest}


def _of_function(notification: dict[str, Any]) -> dict[str, Any]:
    renamed = {name.replace("URL", "Url"): value for name, value in notification.items()}
    return {"Subject": None, "MessageAttributes": {}, **renamed}
