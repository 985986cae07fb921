"""SetIdentityHeadersInNotificationsEnabled and GetIdentityNotificationAttributes are answered.

With the setting, a notification of the type has the headers of the mail. AWS keeps it for a type without a topic too:
https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityHeadersInNotificationsEnabled.html
https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityNotificationAttributes.html
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html#mail-object
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/ses/test_ses.snapshot.json (AWS's answers)
Terraform's ``aws_ses_identity_notification_topic`` calls both.

MiniStack doesn't have these operations.
"""

import functools
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from ministack.services import ses

from slipway_emulator.responses import Response

_Parameters = dict[str, str]
_TYPES = ("Bounce", "Complaint", "Delivery")
_HEADERS = "HeadersInNotifications"  # of an identity: the types of notifications with headers
_ACTION = re.compile(rb"(?:^|&)Action=(\w+)")


def apply() -> None:
    """Wrap the API, and the function that publishes a notification."""
    handle, publish = ses.handle_request, ses._publish_notification

    @functools.wraps(handle)
    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, Any]
    ) -> object:
        found = _ACTION.search(body)
        operation = _OPERATIONS.get(found[1].decode()) if found else None
        if operation is None:
            return await handle(method, path, headers, body, query_params)
        return operation(dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)))

    @functools.wraps(publish)
    def publish_notification(topic_arn: str, payload: dict[str, Any]) -> None:
        identity = ses._identities.get(payload["mail"]["sourceArn"].partition(":identity/")[2]) or {}
        if payload["notificationType"] in identity.get(_HEADERS, ()):
            payload = {**payload, "mail": {**payload["mail"], **_mail_headers(payload["mail"]["messageId"])}}
        publish(topic_arn, payload)

    ses.handle_request = handle_request
    ses._publish_notification = publish_notification


def _set_headers(parameters: _Parameters) -> Response:
    name, kind = parameters.get("Identity", ""), parameters.get("NotificationType", "")
    identity = ses._identities.get(name)
    if identity is None:
        refusal: Response = ses._error("MessageRejected", f"Identity {name} is not verified or does not exist.", 400)
        return refusal
    others = [other for other in identity.get(_HEADERS, []) if other != kind]
    identity[_HEADERS] = others + ([kind] if parameters.get("Enabled", "").lower() == "true" else [])
    action = "SetIdentityHeadersInNotificationsEnabled"
    return _answer(action, f"<{action}Result/>")


def _get_attributes(parameters: _Parameters) -> Response:
    names = [value for name, value in sorted(parameters.items()) if name.startswith("Identities.member.")]
    found = [(name, ses._identities[name]) for name in names if name in ses._identities]
    entries = "".join(
        f"<entry><key>{ses._esc(name)}</key><value>{_attributes(identity)}</value></entry>" for name, identity in found
    )
    action = "GetIdentityNotificationAttributes"
    result = f"<{action}Result><NotificationAttributes>{entries}</NotificationAttributes></{action}Result>"
    return _answer(action, result)


def _attributes(identity: dict[str, Any]) -> str:
    topics = {f"{kind}Topic": identity["NotificationTopics"].get(kind) for kind in _TYPES}
    flags = {f"HeadersIn{kind}NotificationsEnabled": kind in identity.get(_HEADERS, ()) for kind in _TYPES}
    flags["ForwardingEnabled"] = bool(identity["FeedbackForwardingEnabled"])
    texts = [f"<{name}>{ses._esc(topic)}</{name}>" for name, topic in topics.items() if topic]
    return "".join(texts + [f"<{name}>{str(flag).lower()}</{name}>" for name, flag in flags.items()])


def _mail_headers(message_id: str) -> dict[str, Any]:
    """Return the members of a notification with the headers of the mail that was sent last with an id."""
    sent: dict[str, Any] = next(
        (mail for mail in reversed(ses._sent_emails_list()) if mail["MessageId"] == message_id), {}
    )
    subject = sent.get("Subject") or sent.get("RenderedSubject") or ""
    lists = {"From": [sent.get("Source", "")], "To": sent.get("To") or [], "Cc": sent.get("CC") or []}
    headers = [{"name": name, "value": ", ".join(values)} for name, values in lists.items() if values]
    common = {name.lower(): values for name, values in lists.items() if values}
    return {
        "headersTruncated": False,
        "headers": [*headers, {"name": "Subject", "value": subject}],
        "commonHeaders": {**common, "subject": subject},
    }


def _answer(action: str, result: str) -> Response:
    response: Response = ses._xml(200, f"{action}Response", result)
    return response


_OPERATIONS: dict[str, Callable[[_Parameters], Response]] = {
    "GetIdentityNotificationAttributes": _get_attributes,
    "SetIdentityHeadersInNotificationsEnabled": _set_headers,
}
