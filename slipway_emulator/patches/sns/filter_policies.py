"""Filter policies of subscriptions match numbers with numbers only, and invalid ones are refused.

A policy is matched like an event pattern of EventBridge, with fewer operators and its own limits:
https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns_filter_policy.snapshot.json

MiniStack matches text that reads as a number with numbers, and stores any policy.
"""

import functools
import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ministack.services import eventbridge, sns

from slipway_emulator.responses import Response

_SCOPES = ("MessageAttributes", "MessageBody")
_MAX_KEYS = 5
_MAX_COMBINATIONS = 150


class _FilterPolicyError(Exception):
    """A filter policy that SNS refuses. The message is SNS's, from the name of the attribute on."""


def apply() -> None:
    """Replace the matcher, and wrap the operations that set a policy."""
    sns._matches_filter_policy = _matches
    sns._subscribe = _validating_subscribe(sns._subscribe)
    sns._set_subscription_attributes = _validating_set(sns._set_subscription_attributes)


def _validating_subscribe(subscribe: Callable[[Any], Response]) -> Callable[[Any], Response]:
    @functools.wraps(subscribe)
    def validate(params: Any) -> Response:  # noqa: ANN401 - MiniStack's parameters
        try:
            attributes = dict(_entries(params))
            _check(attributes.get("FilterPolicy", ""), attributes.get("FilterPolicyScope", _SCOPES[0]))
        except _FilterPolicyError as error:
            return _refused(f"Attributes Reason: {error}")
        return subscribe(params)

    return validate


def _validating_set(set_attributes: Callable[[Any], Response]) -> Callable[[Any], Response]:
    @functools.wraps(set_attributes)
    def validate(params: Any) -> Response:  # noqa: ANN401 - MiniStack's parameters
        name, value = sns._p(params, "AttributeName"), sns._p(params, "AttributeValue") or ""
        arn = sns._p(params, "SubscriptionArn")
        subscription = sns._find_subscription(sns._sub_arn_to_topic.get(arn, ""), arn) or {}
        stored = subscription.get("attributes", {})
        try:
            if name == "FilterPolicy":
                _check(value, stored.get("FilterPolicyScope", _SCOPES[0]))
            elif name == "FilterPolicyScope":
                _check(stored.get("FilterPolicy", ""), value)
        except _FilterPolicyError as error:
            return _refused(str(error))
        return set_attributes(params)

    return validate


def _refused(reason: str) -> Response:
    response: Response = sns._error("InvalidParameter", f"Invalid parameter: {reason}", 400)
    return response


def _entries(params: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - MiniStack's parameters
    number = 1
    while key := sns._p(params, f"Attributes.entry.{number}.key"):
        yield key, sns._p(params, f"Attributes.entry.{number}.value") or ""
        number += 1


def _check(document: str, scope: str) -> None:
    """Raise a ``_FilterPolicyError`` if SNS refuses a policy, or its scope."""
    if scope not in _SCOPES:
        choice = "Please use either MessageBody or MessageAttributes"
        raise _FilterPolicyError(f"FilterPolicyScope: Invalid value [{scope}]. {choice}")
    policy = _parsed(document)
    if policy == {}:
        return  # no filter
    if isinstance(policy, dict) and len(policy) > _MAX_KEYS:
        raise _FilterPolicyError(f"FilterPolicy: Filter policy can not have more than {_MAX_KEYS} keys")
    alternatives, reason = eventbridge._parse_pattern_text(document)
    if reason:
        raise _FilterPolicyError(f"FilterPolicy: {reason}")
    if scope == "MessageAttributes" and _has_nested(policy):
        raise _FilterPolicyError("Filter policy scope MessageAttributes does not support nested filter policy")
    if unsupported := next(_unsupported_negations(policy), None):
        raise _FilterPolicyError(f"FilterPolicy: Unsupported anything-but pattern: {unsupported}")
    if sum(map(_combinations, alternatives)) > _MAX_COMBINATIONS:
        raise _FilterPolicyError("FilterPolicy: Filter policy is too complex")


def _parsed(document: str) -> Any:  # noqa: ANN401 - any JSON value
    try:
        return json.loads(document or "{}")
    except (ValueError, RecursionError) as error:
        raise _FilterPolicyError("FilterPolicy: failed to parse JSON.") from error


def _has_nested(policy: Mapping[str, Any]) -> bool:
    members = policy.get("$or", [])
    return any(isinstance(value, dict) for value in policy.values()) or any(
        _has_nested(member) for member in members if isinstance(member, dict) and not _is_expression(member)
    )


def _is_expression(member: Mapping[str, Any]) -> bool:
    return any(name in eventbridge._OR_RESERVED_MEMBER_KEYS for name in member)


def _unsupported_negations(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON value
    """Yield the operators inside of anything-but that EventBridge has and SNS doesn't."""
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict) and isinstance(value.get("anything-but"), dict):
        yield from value["anything-but"].keys() - _NEGATED
    for child in children:
        yield from _unsupported_negations(child)


_NEGATED = {"prefix"}


def _combinations(alternative: Mapping[str, Any], depth: int = 1) -> int:
    """Return the product of the numbers of values, each times the level of its key."""
    return math.prod(
        _combinations(value, depth + 1) if isinstance(value, dict) else len(value) * depth
        for key, value in alternative.items()
        if isinstance(key, str)
    )


def _matches(subscription: dict[str, Any], attributes: dict[str, Any], message: str = "") -> bool:
    settings = subscription.get("attributes", {})
    document = settings.get("FilterPolicy", "")
    if not document or not json.loads(document):
        return True
    is_body = settings.get("FilterPolicyScope") == "MessageBody"
    event = _body(message) if is_body else _nested({name: _value(value) for name, value in attributes.items()})
    if not event:
        return False  # no key is there that any rule, also `exists: false`, could be about
    alternatives = eventbridge._compiled_pattern(document) or ()
    return any(eventbridge._matches_detail(event, alternative) for alternative in alternatives)


def _body(message: str) -> dict[str, Any] | None:
    try:
        body = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _value(attribute: Mapping[str, Any]) -> Any:  # noqa: ANN401 - text, a number, or a list
    """Return the value of a message attribute by its data type, which may have a suffix, as in ``Number.int``."""
    kind, text = str(attribute.get("DataType", "")), attribute.get("StringValue", "")
    try:
        if kind == "String.Array":
            return json.loads(text)
        if kind.partition(".")[0] == "Number":
            return json.loads(text)
    except ValueError:
        return text
    return text


def _nested(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes as EventBridge has them: a name with dots is a path."""
    event: dict[str, Any] = {}
    for name, value in attributes.items():
        *path, last = name.split(".")
        node = event
        for part in path:
            child = node.setdefault(part, {})
            node = child if isinstance(child, dict) else {}
        node[last] = value
    return event
