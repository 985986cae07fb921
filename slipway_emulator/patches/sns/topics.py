"""A topic has SNS's default policy and all of its attributes, a subscription its principal, and lists have pages.

A second CreateTopic with other tags is refused, as is a permission whose label exists. A page of a list has up to 100
members, where a subscription that isn't confirmed has no ARN. The numbers of a FIFO topic's messages have 20 digits:
https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sns/test_sns.snapshot.json

MiniStack's default policy has three actions, it ignores the tags of a topic that exists, and it returns all
subscriptions of a topic in one page.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import sns

_Params = dict[str, Any]
_Operation = Callable[[_Params], Any]
_OK, _PAGE = 200, 100
_FIRST_NUMBER = 10**19  # of a FIFO topic's messages, which has 20 digits
_PENDING = "PendingConfirmation"
_DEFAULT_SCOPE = b"MessageAttributes"
_SCOPE = b"<entry><key>FilterPolicyScope</key><value>" + _DEFAULT_SCOPE + b"</value></entry>"
_ARN = re.compile(rb"<SubscriptionArn>([^<]+)</SubscriptionArn>")
_MEMBER = re.compile(r"<member>.*?</member>", re.DOTALL)
_ACTIONS = (
    *("GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe"),
    *("ListSubscriptionsByTopic", "Publish"),
)
_DELIVERY = {
    "http": {
        "defaultHealthyRetryPolicy": {
            "minDelayTarget": 20,
            "maxDelayTarget": 20,
            "numRetries": 3,
            "numMaxDelayRetries": 0,
            "numNoDelayRetries": 0,
            "numMinDelayRetries": 0,
            "backoffFunction": "linear",
        },
        "disableSubscriptionOverrides": False,
        "defaultRequestPolicy": {"headerContentType": "text/plain; charset=UTF-8"},
    }
}


def apply() -> None:
    """Wrap the operations."""
    sns._create_topic = _creating(sns._create_topic)
    sns._add_permission = _granting(sns._add_permission)
    sns._subscribe = _with_principal(sns._subscribe)
    sns._get_subscription_attributes = _of_filters(sns._get_subscription_attributes)
    sns._list_subscriptions = _showing_pending(sns._list_subscriptions)
    sns._list_subscriptions_by_topic = _paginated(_showing_pending(sns._list_subscriptions_by_topic))


def _creating(create: _Operation) -> _Operation:
    @functools.wraps(create)
    def create_topic(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        arn = f"arn:aws:sns:{sns.get_region()}:{sns.get_account_id()}:{sns._p(params, 'Name')}"
        existing = sns._topics.get(arn)
        if existing and not sns._param_tags(params).items() <= existing["tags"].items():
            message = "Invalid parameter: Tags Reason: Topic already exists with different tags"
            return sns._error("InvalidParameter", message, 400)
        response = create(params)
        if not existing and (topic := sns._topics.get(arn)):
            _complete(topic)
        return response

    return create_topic


def _complete(topic: dict[str, Any]) -> None:
    attributes = topic["attributes"]
    if topic["arn"].endswith(".fifo"):
        topic["fifo_seq"] = _FIRST_NUMBER
    attributes["EffectiveDeliveryPolicy"] = json.dumps(_DELIVERY)
    policy = json.loads(attributes["Policy"])
    if policy.get("Id") == "__default_policy_ID" and len(policy["Statement"]) == 1:
        policy["Statement"][0]["Action"] = [f"SNS:{name}" for name in _ACTIONS]
        attributes["Policy"] = json.dumps(policy)


def _granting(add: _Operation) -> _Operation:
    """Write the statement of AddPermission as SNS does: with the account's root, and a single value without a list."""

    @functools.wraps(add)
    def add_permission(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = add(params)
        if status != _OK:
            message = "Invalid parameter: Statement already exists"
            is_duplicate = b"Reason: Already exists" in body
            return sns._error("InvalidParameter", message, 400) if is_duplicate else (status, headers, body)
        topic: Any = sns._topic_by_arn_any_scope(sns._normalize_arn(sns._p(params, "TopicArn")))
        attributes = topic["attributes"]
        policy = json.loads(attributes["Policy"])
        added = policy["Statement"][-1]
        accounts = [f"arn:aws:iam::{account}:root" for account in added["Principal"]["AWS"]]
        added["Principal"]["AWS"] = _single(accounts)
        added["Action"] = _single([action.replace("sns:", "SNS:", 1) for action in added["Action"]])
        attributes["Policy"] = json.dumps(policy)
        return status, headers, body

    return add_permission


def _single(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _with_principal(subscribe: _Operation) -> _Operation:
    @functools.wraps(subscribe)
    def subscribe_to(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        response = subscribe(params)
        topic = sns._topic_by_arn_any_scope(sns._normalize_arn(sns._p(params, "TopicArn"))) or {"subscriptions": []}
        for subscription in topic["subscriptions"]:
            subscription["attributes"].setdefault("SubscriptionPrincipal", iam_evaluator.caller_arn())
        return response

    return subscribe_to


def _showing_pending(list_all: _Operation) -> _Operation:
    """Replace the ARNs of subscriptions that aren't confirmed."""

    @functools.wraps(list_all)
    def list_subscriptions(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = list_all(params)
        for arn in set(_ARN.findall(body)) if status == _OK else ():
            topic_arn = sns._sub_arn_to_topic.get(arn.decode(), "")
            if not (sns._find_subscription(topic_arn, arn.decode()) or {"confirmed": True}).get("confirmed"):
                body = body.replace(arn + b"</SubscriptionArn>", _PENDING.encode() + b"</SubscriptionArn>")
        return status, headers, body

    return list_subscriptions


def _of_filters(get_attributes: _Operation) -> _Operation:
    """Return the scope of a filter policy if and only if a policy is set."""

    @functools.wraps(get_attributes)
    def get(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = get_attributes(params)
        if b"<key>FilterPolicy</key><value>" not in body:
            return status, headers, re.sub(_SCOPE.replace(_DEFAULT_SCOPE, rb"\w*"), b"", body)
        if b"<key>FilterPolicyScope</key>" not in body:
            body = body.replace(b"</Attributes>", _SCOPE + b"</Attributes>")
        return status, headers, body

    return get


def _paginated(list_all: _Operation) -> _Operation:
    @functools.wraps(list_all)
    def list_page(params: _Params) -> Any:  # noqa: ANN401 - MiniStack's response
        status, headers, body = list_all(params)
        token = sns._p(params, "NextToken") or ""
        members, start = _MEMBER.findall(body.decode()), int(token) if token.isdigit() else 0
        if status != _OK or len(members) <= _PAGE:
            return status, headers, body
        rest = f"<NextToken>{start + _PAGE}</NextToken>" if start + _PAGE < len(members) else ""
        page = "".join(members[start : start + _PAGE])
        text = re.sub(
            r"<Subscriptions>.*</Subscriptions>",
            lambda _: f"<Subscriptions>{page}</Subscriptions>{rest}",
            body.decode(),
            flags=re.DOTALL,
        )
        return status, headers, text.encode()

    return list_page
