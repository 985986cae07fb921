"""What SQS checks of queues and of the messages that are received.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html
The messages about attributes and waits are those that AWS returned, the others have no recorded answer:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.models.service_models import model

_Values = Mapping[str, Any]
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FIFO_SUFFIX = ".fifo"
_NAMES = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
_FIFO_NAMES = (
    "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo "
    "suffix and be 1 to 80 in length."
)
_READ_ONLY = {
    "All",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
}
_OF_FIFO_QUEUES = ("FifoQueue", "ContentBasedDeduplication")
_OF_HIGH_THROUGHPUT = ("DeduplicationScope", "FifoThroughputLimit")
_VALUES = {
    "ContentBasedDeduplication": {"true", "false"},
    "SqsManagedSseEnabled": {"true", "false"},
    "DeduplicationScope": {"messageGroup", "queue"},
    "FifoThroughputLimit": {"perQueue", "perMessageGroupId"},
}
_REDRIVE_PERMISSIONS = ("allowAll", "denyAll", "byQueue")
_MAX_SOURCES, _MAX_RESULTS = 10, 1000
_MAX_WAIT, _MAX_VISIBILITY_TIMEOUT = 20, 43_200  # seconds


def _create_queue(values: _Values) -> None:
    name, attributes = values["QueueName"], values.get("Attributes", {})
    is_fifo = attributes.get("FifoQueue", "").lower() == "true"
    if is_fifo and not (name.endswith(_FIFO_SUFFIX) and _NAME.fullmatch(name.replace(".", "_", 1))):
        raise _invalid(_FIFO_NAMES)
    if name and not is_fifo and not _NAME.fullmatch(name):
        raise _invalid(_NAMES)
    _check_attributes(attributes, is_fifo=is_fifo)


def _set_queue_attributes(values: _Values) -> None:
    attributes, is_fifo = values["Attributes"], values["QueueUrl"].endswith(_FIFO_SUFFIX)
    if is_fifo and attributes.get("FifoQueue", "true").lower() != "true":
        raise _invalid_attribute("FifoQueue", " Reason: Modifying queue type is not supported.")
    _check_attributes(attributes, is_fifo=is_fifo)


def _check_attributes(attributes: Mapping[str, str], *, is_fifo: bool) -> None:
    _check_names("QueueAttributeName", attributes, _READ_ONLY)
    for name, value in attributes.items():
        if not is_fifo and name in _OF_HIGH_THROUGHPUT:
            message = f"You can specify the {name} only when FifoQueue is set to true."
            raise ServiceError("InvalidAttributeName", message)
        if not is_fifo and name in _OF_FIFO_QUEUES:
            raise _unknown(name)
        if name in _VALUES and value not in _VALUES[name] and value.lower() not in _VALUES[name]:
            raise _invalid_attribute(name)
    if document := attributes.get("RedriveAllowPolicy"):
        _check_redrive_allow_policy(document)


def _check_redrive_allow_policy(document: str) -> None:
    try:
        policy = json.loads(document)
        permission, sources = policy.get("redrivePermission", "allowAll"), policy.get("sourceQueueArns", [])
        is_valid = permission in _REDRIVE_PERMISSIONS and len(sources) <= _MAX_SOURCES
    except (ValueError, AttributeError, TypeError, RecursionError):
        is_valid = False
    if not is_valid or bool(sources) is not (permission == "byQueue"):
        raise _invalid_attribute("RedriveAllowPolicy")


def _get_queue_attributes(values: _Values) -> None:
    _check_names("QueueAttributeName", values.get("AttributeNames", []))


def _receive_message(values: _Values) -> None:
    for member in ("AttributeNames", "MessageSystemAttributeNames"):
        # SQS also takes the names of a queue's attributes here.
        known = model("sqs").shape_for("QueueAttributeName").enum
        names = [name for name in values.get(member, []) if name not in known]
        _check_names("MessageSystemAttributeName", names)
    for name, limit in (("WaitTimeSeconds", _MAX_WAIT), ("VisibilityTimeout", _MAX_VISIBILITY_TIMEOUT)):
        value = values.get(name, 0)
        if not 0 <= value <= limit:
            reason = f"Must be >= 0 and <= {limit}, if provided."
            raise _invalid(f"Value {value} for parameter {name} is invalid. Reason: {reason}")


def _change_visibility(values: _Values) -> None:
    value = values["VisibilityTimeout"]
    if not 0 <= value <= _MAX_VISIBILITY_TIMEOUT:
        reason = "VisibilityTimeout must be an integer between 0 and 43200."
        raise _invalid(f"Value {value} for parameter VisibilityTimeout is invalid. Reason: {reason}")


def _list_queues(values: _Values) -> None:
    value = values.get("MaxResults", 1)
    if not 1 <= value <= _MAX_RESULTS:
        reason = f"MaxResults must be an integer between 1 and {_MAX_RESULTS}."
        raise _invalid(f"Value {value} for parameter MaxResults is invalid. Reason: {reason}")


def _add_permission(values: _Values) -> None:
    if not _NAME.fullmatch(values["Label"]):
        raise _invalid(f"Value {values['Label']} for parameter Label is invalid. Reason: {_NAMES}.")
    for account in values["AWSAccountIds"]:
        if not re.fullmatch(r"\d{12}", account):
            reason = "Unable to verify."
            raise _invalid(f"Value {[account]} for parameter PrincipalId is invalid. Reason: {reason}")
    for action in values["Actions"]:
        if action != "*" and action not in model("sqs").operation_names:
            reason = "Please refer to the appropriate WSDL for a list of valid actions."
            raise _invalid(f"Value SQS:{action} for parameter ActionName is invalid. Reason: {reason}")


def _tag_queue(values: _Values) -> None:
    if not values["Tags"]:
        message = "The request must contain the parameter Tags."
        raise ServiceError("MissingRequiredParameterException", message, "MissingParameter")


def _check_names(shape: str, names: Iterable[str], refused: Iterable[str] = ()) -> None:
    known = set(model("sqs").shape_for(shape).enum).difference(refused)
    for name in names:
        if name not in known:
            raise _unknown(name)


def _unknown(name: str) -> ServiceError:
    return ServiceError("InvalidAttributeName", f"Unknown Attribute {name}.")


def _invalid_attribute(name: str, reason: str = "") -> ServiceError:
    return ServiceError("InvalidAttributeValue", f"Invalid value for the parameter {name}.{reason}")


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterValueException", message, "InvalidParameterValue")


# By the operation. MiniStack answers for a required parameter that is missing.
_RULES = {
    "AddPermission": (_add_permission, ("Label", "AWSAccountIds", "Actions")),
    "ChangeMessageVisibility": (_change_visibility, ("VisibilityTimeout",)),
    "CreateQueue": (_create_queue, ("QueueName",)),
    "GetQueueAttributes": (_get_queue_attributes, ()),
    "ListQueues": (_list_queues, ()),
    "ReceiveMessage": (_receive_message, ()),
    "SetQueueAttributes": (_set_queue_attributes, ("QueueUrl", "Attributes")),
    "TagQueue": (_tag_queue, ("Tags",)),
}


def check(operation: str, values: _Values) -> None:
    """Check the input of an operation.

    Raises:
        ServiceError: SQS refuses it.
    """
    rule, required = _RULES.get(operation, (None, ()))
    if rule and all(name in values for name in required):
        rule(values)
