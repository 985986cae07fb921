"""The values of the attributes of topics and subscriptions.

https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html
The messages about subscriptions are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError

_Values = Mapping[str, Any]
_BOOLEANS = ("true", "false")
_SUBSCRIPTION_ATTRIBUTES = {
    *("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy", "ReplayPolicy"),
    "SubscriptionRoleArn",
}
_DOCUMENTS = ("DeliveryPolicy", "RedrivePolicy", "ReplayPolicy")  # FilterPolicy has another grammar
_QUEUE = re.compile(r"arn:[a-z-]+:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?")
_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")
_FIFO_ENDPOINT = "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"
_FIFO_QUEUE = "RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."

_PROTOCOLS = "HTTP|Firehose|Lambda|Application|SQS"
_TOPIC_ATTRIBUTES = {
    "Policy": None,
    "DisplayName": re.compile(r".{0,100}", re.DOTALL),
    "DeliveryPolicy": None,
    "KmsMasterKeyId": None,
    "SignatureVersion": re.compile("1|2"),
    "TracingConfig": re.compile("PassThrough|Active"),
    "ContentBasedDeduplication": re.compile("true|false", re.IGNORECASE),
    "ArchivePolicy": None,
    "DataProtectionPolicy": None,
    "FifoThroughputScope": re.compile("Topic|MessageGroup"),
    **{f"{protocol}SuccessFeedbackSampleRate": re.compile(r"\d{1,2}|100") for protocol in _PROTOCOLS.split("|")},
    **{
        f"{protocol}{outcome}FeedbackRoleArn": _ROLE
        for protocol in _PROTOCOLS.split("|")
        for outcome in ("Success", "Failure")
    },
}


def check_subscribe(values: _Values) -> None:
    """Check the attributes of a new subscription.

    Raises:
        ServiceError: SNS refuses one of them.
    """
    attributes, endpoint = values.get("Attributes", {}), values.get("Endpoint", "")
    for name, value in attributes.items():
        if name not in _SUBSCRIPTION_ATTRIBUTES:
            raise _invalid(f"Attributes Reason: Unknown attribute {name}")
        _check_subscription(name, value, "Attributes Reason: ")
    if endpoint.endswith(".fifo") and not values["TopicArn"].endswith(".fifo"):
        raise _invalid(_FIFO_ENDPOINT)
    queue = json.loads(attributes.get("RedrivePolicy") or "{}").get("deadLetterTargetArn", endpoint)
    if endpoint.endswith(".fifo") and not queue.endswith(".fifo"):
        raise _invalid(f"Attributes Reason: {_FIFO_QUEUE}")


def check_set_subscription(values: _Values) -> None:
    """Check an attribute of a subscription.

    Raises:
        ServiceError: SNS refuses its name or its value.
    """
    if values["AttributeName"] not in _SUBSCRIPTION_ATTRIBUTES:
        raise _invalid("AttributeName")
    _check_subscription(values["AttributeName"], values.get("AttributeValue", ""), "")


def check_create_topic(values: _Values) -> None:
    """Check the attributes of a new topic.

    Raises:
        ServiceError: SNS refuses one of them.
    """
    for name, value in values.get("Attributes", {}).items():
        if name == "FifoTopic":
            if value.lower() not in _BOOLEANS:
                raise _invalid(f"Attributes Reason: FifoTopic: Invalid value [{value}]. Must be true or false.")
        elif name not in _TOPIC_ATTRIBUTES:
            raise _invalid(f"Attributes Reason: Unknown attribute {name}")
        else:
            _check_topic(name, value, "Attributes Reason: ")


def check_set_topic(values: _Values) -> None:
    """Check an attribute of a topic.

    Raises:
        ServiceError: SNS refuses its name or its value.
    """
    if values["AttributeName"] not in _TOPIC_ATTRIBUTES:
        raise _invalid("AttributeName")
    _check_topic(values["AttributeName"], values.get("AttributeValue", ""), "")


def _check_subscription(name: str, value: str, prefix: str) -> None:
    if name == "RawMessageDelivery" and value.lower() not in _BOOLEANS:
        raise _invalid(f"{prefix}{name}: Invalid value [{value}]. Must be true or false.")
    if name == "SubscriptionRoleArn" and not _ROLE.fullmatch(value):
        raise _invalid(f"{prefix}{name}: Invalid value [{value}].")
    if name in _DOCUMENTS and value:
        document = _document(name, value, prefix)
        if name == "RedrivePolicy" and document and not _QUEUE.fullmatch(str(document.get("deadLetterTargetArn"))):
            raise _invalid(f"{prefix}{name}: deadLetterTargetArn is an invalid arn")


def _check_topic(name: str, value: str, prefix: str) -> None:
    """Check a value; an empty one removes the attribute."""
    pattern = _TOPIC_ATTRIBUTES[name]
    if value and pattern and not pattern.fullmatch(value):
        choice = " Must be true or false." if name == "ContentBasedDeduplication" else ""
        raise _invalid(f"{prefix}{name}: Invalid value [{value}].{choice}")
    if value and name in ("ArchivePolicy", "DataProtectionPolicy", "DeliveryPolicy"):
        _document(name, value, prefix)


def _document(name: str, value: str, prefix: str) -> dict[str, Any]:
    try:
        document = json.loads(value)
    except (ValueError, RecursionError) as error:
        raise _invalid(f"{prefix}{name}: failed to parse JSON.") from error
    if not isinstance(document, dict):
        raise _invalid(f"{prefix}{name}: failed to parse JSON.")
    return document


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}")
