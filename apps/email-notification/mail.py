"""The e-mail about a movie event, as text and as HTML."""

import html
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from movies.events import EventType, MovieEvent
from runtime.aws import setting
from runtime.clients import client

_SENDER = setting("EMAIL_SENDER")
_RECIPIENTS = [address.strip() for address in setting("EMAIL_RECIPIENTS").split(",") if address.strip()]
_CONFIGURATION_SET = setting("SES_CONFIGURATION_SET")

_HEADINGS = {
    EventType.CREATED: "New movie added",
    EventType.UPDATED: "Movie updated",
    EventType.DELETED: "Movie deleted",
}
_MAX_SUBJECT_TITLE = 100  # characters; common clients show 40 to 80 of a subject
# Control characters and line breaks, which could end a header, and marks that change the writing direction.
_INVISIBLE = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " "
)
_TEMPLATES = {
    kind: Template(Path(__file__).with_name(f"mail.{kind}").read_text(encoding="utf-8")) for kind in ("txt", "html")
}

# SendEmail has no idempotency token: a retry after a lost response could send a second e-mail.
_ses = client("sesv2", attempts=1)


def send(event: MovieEvent) -> None:
    """Send the event's e-mail to the configured recipients.

    Raises:
        ClientError: SES rejected the e-mail.
    """
    subject, text, html_text = render(event)
    _ses.send_email(
        FromEmailAddress=_SENDER,
        Destination={"ToAddresses": _RECIPIENTS},
        ConfigurationSetName=_CONFIGURATION_SET,
        Content={
            "Simple": {
                "Subject": _utf8(subject),
                "Body": {"Text": _utf8(text), "Html": _utf8(html_text)},
            }
        },
    )


def render(event: MovieEvent) -> tuple[str, str, str]:
    """Return the subject, the text and the HTML of the event's e-mail."""
    movie = event.movie
    title = _one_line(movie.title)
    values = {
        "heading": _HEADINGS[event.type],
        "title": title,
        "rating": f"{movie.rating} of 10",
        "genres": ", ".join(map(_one_line, movie.genres)) or "none",
        "time": f"{datetime.fromisoformat(event.time).astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "id": _one_line(movie.id),
        "revision": str(event.revision) if event.revision else "unknown",
        "event_id": _one_line(event.id),
    }
    short = title if len(title) <= _MAX_SUBJECT_TITLE else f"{title[: _MAX_SUBJECT_TITLE - 1].rstrip()}…"
    escaped = {name: html.escape(value) for name, value in values.items()}
    return (
        f"{values['heading']}: {short}",
        _TEMPLATES["txt"].substitute(values),
        _TEMPLATES["html"].substitute(escaped),
    )


def _one_line(value: str) -> str:
    return " ".join(value.translate(_INVISIBLE).split())


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
