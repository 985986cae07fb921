"""DynamoDB, SNS, SQS and SES in the process, as far as the consumers of events call them, with faults at each call."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

RECEIVE_COUNT = "ApproximateReceiveCount"


class Killed(BaseException):
    """The environment of the function is gone: no more of its code runs."""


class ConditionalCheckFailedException(ClientError):  # noqa: N818 - the name in boto3
    """As the client of DynamoDB raises it."""


@dataclass
class Message:
    """A message in a queue."""

    id: str
    body: str
    receive_count: int = 0
    visible_at: float = 0


@dataclass
class Services:
    """The state of the services, which outlives the functions.

    Attributes:
        now: the time of every clock, in seconds.
        on_call: is called with the operation, its arguments, and whether its effect is there already. It raises what
            the caller is to see.
    """

    now: float = 1_800_000_000
    on_call: Callable[[str, dict[str, Any], bool], None] = lambda _operation, _arguments, _is_done: None
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    queue: list[Message] = field(default_factory=list)
    dead_letters: list[tuple[str, str]] = field(default_factory=list)
    published: list[str] = field(default_factory=list)

    def client(self, _service: str, *, attempts: int = 2) -> Any:
        """Return a client of a service, in the place of `runtime.clients.client`."""
        operations = {name: self._operation(name, attempts) for name in _OPERATIONS}
        return SimpleNamespace(
            **operations,
            exceptions=SimpleNamespace(ConditionalCheckFailedException=ConditionalCheckFailedException),
        )

    def _operation(self, name: str, attempts: int) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            for attempt in range(attempts):
                try:
                    self.on_call(name, arguments, False)
                    result = _OPERATIONS[name](self, arguments)
                    self.on_call(name, arguments, True)
                except ReadTimeoutError:
                    if attempt + 1 == attempts:
                        raise
                else:
                    return result
            raise AssertionError(attempts)

        return call

    def send(self, body: str) -> None:
        """Add a message to the queue."""
        self.published.append(body)
        self.queue.append(Message(f"message {len(self.published)}", body))


def throttled(operation: str) -> ClientError:
    """Return the error of a call that had no effect."""
    return ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, operation)


def lost_response() -> ReadTimeoutError:
    """Return the error of a call that may have had its effect."""
    return ReadTimeoutError(endpoint_url="https://example.com")


def _put_item(services: Services, arguments: dict[str, Any]) -> None:
    key = arguments["Item"]["event_id"]["S"]
    _check(services, "PutItem", key, arguments)
    services.items[key] = arguments["Item"]


def _delete_item(services: Services, arguments: dict[str, Any]) -> None:
    key = arguments["Key"]["event_id"]["S"]
    _check(services, "DeleteItem", key, arguments)
    services.items.pop(key, None)


def _check(services: Services, operation: str, key: str, arguments: dict[str, Any]) -> None:
    item = services.items.get(key)
    if not is_met(arguments, item or {}):
        response: Any = {"Error": {"Code": "ConditionalCheckFailedException", "Message": ""}}
        if item and arguments.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
            response["Item"] = item
        raise ConditionalCheckFailedException(response, operation)


def is_met(arguments: dict[str, Any], item: dict[str, Any]) -> bool:
    """Return whether an item meets a ConditionExpression of comparisons, OR, AND and attribute_not_exists.

    A comparison with an attribute that doesn't exist is false:
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
    """
    expression = arguments.get("ConditionExpression", "True")
    names = arguments.get("ExpressionAttributeNames", {})
    values = {name: _value(value) for name, value in arguments.get("ExpressionAttributeValues", {}).items()}

    def operand(token: str) -> Any:
        return values[token] if token[0] == ":" else _value(item.get(names[token]))

    def compare(match: re.Match[str]) -> str:
        left, right = operand(match[1]), operand(match[3])
        if left is None or right is None or type(left) is not type(right):
            return "False"
        return str(left == right if match[2] == "=" else left < right)

    expression = re.sub(r"attribute_not_exists\((#\w+)\)", lambda match: str(names[match[1]] not in item), expression)
    expression = re.sub(r"([#:]\w+) (=|<) ([#:]\w+)", compare, expression)
    return bool(eval(expression.replace("OR", "or").replace("AND", "and"), {"__builtins__": {}}))


def _value(value: Any) -> Any:
    return None if value is None else float(value["N"]) if "N" in value else value["S"]


def _publish(services: Services, arguments: dict[str, Any]) -> None:
    services.send(arguments["Message"])


def _send_message(services: Services, arguments: dict[str, Any]) -> None:
    attributes = arguments["MessageAttributes"]
    services.dead_letters.append((attributes["RedriveTo"]["StringValue"], arguments["MessageBody"]))


def _send_email(services: Services, arguments: dict[str, Any]) -> None:
    services.mails.append(movie_of(arguments))


def movie_of(arguments: dict[str, Any]) -> str:
    """Return the id of the movie that a call of SendEmail is about: in the fault lab, each has one event."""
    text = arguments["Content"]["Simple"]["Body"]["Text"]["Data"]
    (movie_id,) = re.findall(r"movie-\d+", text)
    return str(movie_id)


_OPERATIONS: dict[str, Callable[[Services, dict[str, Any]], None]] = {
    "put_item": _put_item,
    "delete_item": _delete_item,
    "publish": _publish,
    "send_message": _send_message,
    "send_email": _send_email,
}
