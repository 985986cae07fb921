"""The e-mails that SES on the local AWS has stored instead of sending."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.console.output import printable

_TIMEOUT = 10  # seconds


def messages(target: Target) -> list[dict[str, Any]]:
    """Return the e-mails of the target's account, oldest first, in MiniStack's format.

    Each has at least ``Source``, ``To``, ``CC``, ``BCC`` (lists), ``Subject``, ``BodyText``, ``BodyHtml`` and
    ``Timestamp`` (seconds).

    Raises:
        SlipwayError: the local AWS doesn't respond.
    """
    account = target.access_key_id or ""
    url = f"{target.endpoint_url}/_ministack/ses/messages"
    response = loopback.get(url, target.secret_access_key, timeout=_TIMEOUT, params={"account": account})
    sent = response.json()["messages"].get(account, [])
    return sorted(sent, key=lambda message: message["Timestamp"])  # MiniStack sorts by region


def render(message: dict[str, Any]) -> str:
    """Return an e-mail as text: headers, an empty line, and the text body, or the HTML if there is no text."""
    headers = {
        "Date": format_datetime(datetime.fromtimestamp(message["Timestamp"], UTC)),
        "From": message["Source"],
        "To": ", ".join(message["To"]),
        "Cc": ", ".join(message["CC"]),
        "Bcc": ", ".join(message["BCC"]),
        "Subject": message["Subject"],
    }
    body = message["BodyText"] or message["BodyHtml"] or ""
    lines = [*(f"{name}: {value}" for name, value in headers.items() if value), "", body.rstrip(), ""]
    return printable("\n".join(lines))
