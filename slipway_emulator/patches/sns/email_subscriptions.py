"""An e-mail subscription is pending until the link in its mail is visited, and then gets messages as e-mails.

"By default, Amazon SNS sends a confirmation message" with a link that calls ConfirmSubscription; Subscribe returns the
ARN of a pending subscription if ``ReturnSubscriptionArn`` asks for it:
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
The e-mails are kept with those of SES.

MiniStack confirms such a subscription itself and delivers nothing to it, and returns no ARN of a pending one.
"""

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.services import ses, sns

from slipway_emulator.patches.sns.notifications import current_subscription
from slipway_emulator.responses import Response

_Json = dict[str, Any]
_SENDER = "AWS Notifications <no-reply@sns.amazonaws.com>"
_CONFIRMATION = (
    "You have chosen to subscribe to the topic:\n{topic}\n\n"
    "To confirm this subscription, visit the link below:\n{link}\n\n"
    "If this was in error, no action is necessary.\n"
)


def apply() -> None:
    """Wrap the creation of a subscription, and of the notification that each subscription gets."""
    sns._subscribe = _confirming(sns._subscribe)
    sns._build_envelope = _mailing(sns._build_envelope)


def _confirming(subscribe: Callable[[_Json], Response]) -> Callable[[_Json], Response]:
    @functools.wraps(subscribe)
    def subscribe_to(params: _Json) -> Response:
        topic = sns._topic_by_arn_any_scope(sns._normalize_arn(sns._p(params, "TopicArn"))) or {"subscriptions": []}
        known = {subscription["arn"] for subscription in topic["subscriptions"]}
        response = subscribe(params)
        found = _found(topic, sns._p(params, "Protocol"), sns._p(params, "Endpoint"))
        if response[0] != 200 or found is None:
            return response
        if _is_email(found) and (found["arn"] not in known or not found["confirmed"]):
            _ask(topic, found)
        if found["confirmed"]:
            return response
        returns_arn = str(sns._p(params, "ReturnSubscriptionArn")).lower() == "true"
        arn = found["arn"] if returns_arn else "pending confirmation"
        result = f"<SubscribeResult><SubscriptionArn>{arn}</SubscriptionArn></SubscribeResult>"
        pending: Response = sns._xml(200, "SubscribeResponse", result)
        return pending

    return subscribe_to


def _found(topic: _Json, protocol: str, endpoint: str) -> _Json | None:
    ends = ((found["protocol"], found["endpoint"], found) for found in topic["subscriptions"])
    return next((found for *names, found in ends if names == [protocol, endpoint]), None)


def _is_email(subscription: _Json) -> bool:
    return str(subscription["protocol"]).startswith("email")


def _ask(topic: _Json, subscription: _Json) -> None:
    """Send the link that confirms a subscription, which is pending until then."""
    token = subscription["token"] or new_uuid()
    subscription.update(confirmed=False, token=token)
    subscription["attributes"].update(PendingConfirmation="true", ConfirmationWasAuthenticated="false")
    sns._refresh_subscription_counts(topic)
    query = urlencode({"Action": "ConfirmSubscription", "TopicArn": topic["arn"], "Token": token})
    text = _CONFIRMATION.format(topic=topic["arn"], link=f"http://{sns._HOST}:{sns._PORT}/?{query}")
    _send(topic["arn"], subscription["endpoint"], "AWS Notification - Subscription Confirmation", text)


def _mailing(build: Callable[..., str]) -> Callable[..., str]:
    @functools.wraps(build)
    def build_envelope(topic_arn: str, message_id: str, message: str, subject: str, *rest: object) -> str:
        envelope = build(topic_arn, message_id, message, subject, *rest)
        subscription = sns._find_subscription(topic_arn, current_subscription.get())
        if subscription and _is_email(subscription):
            text = envelope if subscription["protocol"] == "email-json" else message
            _send(topic_arn, subscription["endpoint"], subject or "AWS Notification Message", text)
        return envelope

    return build_envelope


def _send(topic_arn: str, address: str, subject: str, text: str) -> None:
    """Keep an e-mail in the account of the topic."""
    _, _, _, region, account, *_ = topic_arn.split(":")
    with request_scope(account or get_account_id(), region or get_region()):
        ses._record_send(_SENDER, [address], subject=subject, body_text=text, type_name="SNS")
