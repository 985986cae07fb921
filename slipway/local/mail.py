"""The e-mails that the local AWS has taken: SES there keeps what it would have sent."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from slipway.aws import loopback
from slipway.aws.target import Target
from slipway.console.output import printable

_TIMEOUT = 10  # seconds; the answer comes from memory


def messages(target: Target) -> list[dict[str, Any]]:
    """Return the e-mails of the target's account, oldest first, as MiniStack keeps them.

    Each has at least ``Source``, ``To``, ``CC``, ``BCC`` (lists), ``Subject``, ``BodyText``, ``BodyHtml`` and
    ``Timestamp`` (seconds).

    Raises:
        SlipwayError: the local AWS doesn't answer.
    """
    account = target.access_key_id or ""
    url = f"{target.endpoint_url}/_ministack/ses/messages"
    by_account = loopback.get(url, target.secret_access_key, timeout=_TIMEOUT, params={"account": account}).json()[
        "messages"
    ]
    return sorted(by_account.get(account, []), key=lambda message: message["Timestamp"])  # it lists region by region


def render(message: dict[str, Any]) -> str:
    """Return one e-mail as text: its headers, an empty line, its text body, or the HTML if it has no other."""
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
