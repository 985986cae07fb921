"""A mail to SES's mailbox simulator bounces or gets a complaint, which SES publishes to EventBridge.

``bounce@simulator.amazonses.com`` answers "550 5.1.1 user unknown", ``complaint@simulator.amazonses.com`` calls the
mail spam; both accept labels, as in ``bounce+label@``:
https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
SES publishes both to the event destinations of the message's configuration set:
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html

MiniStack stores event destinations, and never publishes an event. Here the events of the two addresses are published,
of messages of the SES v2 API, and to EventBridge only.
"""

import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from ministack.core import responses
from ministack.services import eventbridge, ses, ses_v2

from slipway_emulator.iam import caller
from slipway_emulator.patches.ses.v2_configuration_sets import identity_of

_SEND = "/v2/email/outbound-emails"
_SIMULATED = re.compile(r"(bounce|complaint)(?:\+[^@]*)?@simulator\.amazonses\.com", re.IGNORECASE)
_DETAIL_TYPES = {"BOUNCE": "Email Bounced", "COMPLAINT": "Email Complaint Received"}
_USER_UNKNOWN = {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}


def apply() -> None:
    """Wrap the SES v2 API."""
    handle = ses_v2.handle_request

    @functools.wraps(handle)
    async def handle_request(
        method: str, path: str, headers: dict[str, Any], body: bytes, query_params: dict[str, Any]
    ) -> object:
        response = await handle(method, path, headers, body, query_params)
        if method == "POST" and path == _SEND and response[0] == 200:
            _publish(ses._sent_emails_list()[-1])
        return response

    ses_v2.handle_request = handle_request


def _publish(message: dict[str, Any]) -> None:
    """Publish what the simulator does with a message to the EventBridge destinations of its configuration set."""
    name = message.get("ConfigurationSetName") or ""
    destinations = (ses_v2._config_sets.get(name) or {}).get("EventDestinations") or {}
    recipients = [address for kind in ("To", "CC", "BCC") for address in message.get(kind) or []]
    for kind, address in _simulated(recipients):
        for each in destinations.values():
            if each["Enabled"] and kind in each["MatchingEventTypes"] and "EventBridgeDestination" in each:
                eventbridge._put_events({"Entries": [_event(kind, address, message, name)]}, allow_aws_source=True)


def _simulated(recipients: list[str]) -> Iterator[tuple[str, str]]:
    for address in recipients:
        if match := _SIMULATED.search(address):
            yield match[1].upper(), match[0]


def _event(kind: str, address: str, message: dict[str, Any], configuration_set: str) -> dict[str, Any]:
    now = responses.now_iso()
    prefix = f"arn:aws:ses:{caller.region()}:{caller.account()}"
    mail = {
        "timestamp": now,
        "source": message["Source"],
        "sourceArn": f"{prefix}:identity/{identity_of(message['Source'])}",
        "sendingAccountId": caller.account(),
        "messageId": message["MessageId"],
        "destination": [address],
        "headersTruncated": False,
        "tags": {"ses:configuration-set": [configuration_set]},
    }
    if kind == "BOUNCE":
        recipients = {"bouncedRecipients": [{"emailAddress": address, **_USER_UNKNOWN}]}
        report = {"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": now, **recipients}}
    else:
        recipients = {"complainedRecipients": [{"emailAddress": address}]}
        report = {"complaint": {"complaintFeedbackType": "abuse", "timestamp": now, **recipients}}
    return {
        "Source": "aws.ses",
        "DetailType": _DETAIL_TYPES[kind],
        "Resources": [f"{prefix}:configuration-set/{configuration_set}"],
        "Detail": json.dumps({"eventType": kind.title(), "mail": mail, **report}),
    }
