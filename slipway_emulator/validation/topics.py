"""What SNS checks beyond its model, which has almost no constraints.

https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import platform_applications, topic_attributes

_Values = Mapping[str, Any]
_ARNS = ("TopicArn", "SubscriptionArn", "ResourceArn", "EndpointArn", "PlatformApplicationArn")
_ARN_PARTS = 6
_NAME = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FIFO_NAMES = (
    "Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, "
    "underscores, and hyphens, and must be between 1 and 256 characters long."
)
_PROTOCOLS = ("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")
# Single separators are ignored.
_PHONE_NUMBER = re.compile(r"\+?[0-9]([./-]?[0-9]){4,14}")
_DATA_TYPE = re.compile(r"(Binary|Number|String)(\..+)?")
_MAX_ENTRIES, _MAX_ID, _MAX_BYTES = 10, 80, 256 * 1024
_SUBJECT = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
# Those that a statement of AddPermission can have.
_ACTIONS = {
    "*",
    "AddPermission",
    "DeleteTopic",
    "GetDataProtectionPolicy",
    "GetTopicAttributes",
    "ListSubscriptionsByTopic",
    "ListTagsForResource",
    "Publish",
    "PutDataProtectionPolicy",
    "Receive",
    "RemovePermission",
    "SetTopicAttributes",
    "Subscribe",
}


def check_arns(values: _Values, required: Iterable[str], region: str) -> None:
    """Check the ARNs in the input of an operation. SNS does so before it validates other members.

    Args:
        values: the input.
        required: the names of the members that it must have.
        region: region of the request.

    Raises:
        ServiceError: one is missing, isn't an ARN, or is that of a topic in another region.
    """
    for name in _ARNS:
        if name in values or name in required:
            parts = (values.get(name) or "").split(":")
            if not values.get(name):
                raise _invalid(f"{name} Reason: no value for required parameter")
            if len(parts) < _ARN_PARTS:
                raise _invalid(f"{name} Reason: An ARN must have at least {_ARN_PARTS} elements, not {len(parts)}")
            if name == "TopicArn" and parts[3] != region:
                raise _invalid(name)


def _create(values: _Values) -> None:
    name, is_fifo = values["Name"], values.get("Attributes", {}).get("FifoTopic") == "true"
    if is_fifo and not name.endswith(".fifo"):
        raise _invalid(_FIFO_NAMES)
    if not _NAME.fullmatch(name.removesuffix(".fifo") if is_fifo else name):
        raise _invalid("Topic Name")
    topic_attributes.check_create_topic(values)


def _tag(values: _Values) -> None:
    keys = [tag["Key"] for tag in values["Tags"]]
    if len(keys) != len(set(keys)):
        raise _invalid("Duplicated keys are not allowed.")


def _add_permission(values: _Values) -> None:
    if not _ACTIONS.issuperset(values["ActionName"]):
        raise _invalid("Policy statement action out of service scope!")


def _subscribe(values: _Values) -> None:
    protocol, endpoint = values["Protocol"], values.get("Endpoint", "")
    if protocol not in _PROTOCOLS:
        raise _invalid(f"Amazon SNS does not support this protocol string: {protocol}")
    if protocol == "sqs" and not endpoint.startswith("arn:"):
        raise _invalid("SQS endpoint ARN")
    if protocol == "sms" and not _PHONE_NUMBER.fullmatch(endpoint):
        raise ServiceError("InvalidParameter", f"Invalid SMS endpoint: {endpoint}")
    if protocol.startswith("email") and "@" not in endpoint:
        raise _invalid("Email address")
    if protocol.startswith("http") and not endpoint.startswith(f"{protocol}://"):
        raise _invalid("Endpoint must match the specified protocol")
    topic_attributes.check_subscribe(values)


def _unsubscribe(values: _Values) -> None:
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", values["SubscriptionArn"].rpartition(":")[2]):
        raise _invalid("SubscriptionId")


def _publish(values: _Values) -> None:
    if not values["Message"]:
        raise _invalid("Empty message")
    if not _SUBJECT.fullmatch(values.get("Subject", "a")):
        raise _invalid("Subject")
    if "PhoneNumber" in values and not _PHONE_NUMBER.fullmatch(values["PhoneNumber"]):
        raise _invalid(f"PhoneNumber Reason: {values['PhoneNumber']} is not valid to publish to")
    if values.get("MessageStructure") == "json":
        _check_structure(values["Message"])
    for name, attribute in values.get("MessageAttributes", {}).items():
        _check_attribute(name, attribute)
    _check_group(values)


def _check_group(values: _Values) -> None:
    topic = values.get("TopicArn") or values.get("TargetArn") or ""
    if topic.endswith(".fifo"):
        if not values.get("MessageGroupId"):
            raise _invalid("The MessageGroupId parameter is required for FIFO topics")
    elif values.get("MessageDeduplicationId"):
        raise _invalid(
            "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid "
            "for this topic type"
        )


def _publish_batch(values: _Values) -> None:
    entries = values["PublishBatchRequestEntries"]
    if not entries:
        raise ServiceError("EmptyBatchRequest", "The batch request doesn't contain any entries.")
    if len(entries) > _MAX_ENTRIES:
        raise ServiceError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
    ids = [entry["Id"] for entry in entries]
    for id_ in ids:
        if len(id_) > _MAX_ID:
            message = f"The Id of a batch entry in the batch request is too long: {id_}"
            raise ServiceError("InvalidBatchEntryId", message)
        if not re.fullmatch(r"[A-Za-z0-9_-]+", id_):
            message = f"The Id of a batch entry in the batch request contains an impermissible character: {id_}"
            raise ServiceError("InvalidBatchEntryId", message)
    if len(ids) != len(set(ids)):
        raise ServiceError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
    if sum(map(_size, entries)) > _MAX_BYTES:
        message = "The length of all the messages put together is more than the limit."
        raise ServiceError("BatchRequestTooLong", message)
    for entry in entries:
        _publish({**entry, "TopicArn": values["TopicArn"]})


def _size(entry: _Values) -> int:
    attributes = entry.get("MessageAttributes", {})
    texts = [entry.get("Message", ""), *attributes, *(text for each in attributes.values() for text in each.values())]
    return sum(len(text if isinstance(text, bytes) else str(text).encode()) for text in texts)


def _check_structure(message: str) -> None:
    try:
        messages = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise _invalid("Message Structure - JSON message body failed to parse") from error
    if not isinstance(messages, dict) or "default" not in messages:
        raise _invalid("Message Structure - No default entry in JSON message body")


def _check_attribute(name: str, attribute: _Values) -> None:
    kind = attribute["DataType"]
    if not _DATA_TYPE.fullmatch(kind):
        message = (
            f"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes "
            "is Binary, Number, and String."
        )
        raise ServiceError("ParameterValueInvalid", message)
    if not (attribute.get("StringValue") or attribute.get("BinaryValue")):
        message = (
            f"The message attribute '{name}' must contain non-empty message attribute value for message attribute type "
            f"'{kind}'."
        )
        raise ServiceError("ParameterValueInvalid", message)


def _invalid(reason: str) -> ServiceError:
    return ServiceError("InvalidParameter", f"Invalid parameter: {reason}")


RULES = {
    "AddPermission": _add_permission,
    "CreatePlatformApplication": platform_applications.check_create,
    "CreateTopic": _create,
    "Publish": _publish,
    "PublishBatch": _publish_batch,
    "SetSubscriptionAttributes": topic_attributes.check_set_subscription,
    "SetTopicAttributes": topic_attributes.check_set_topic,
    "Subscribe": _subscribe,
    "TagResource": _tag,
    "Unsubscribe": _unsubscribe,
}
