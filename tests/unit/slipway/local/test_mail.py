"""The e-mails that the local AWS has stored, as text."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.local import mail

MESSAGE = {
    "Source": "movies@example.com",
    "To": ["editor@example.com", "owner@example.com"],
    "CC": [],
    "BCC": [],
    "Subject": "New movie added: Amélie",
    "BodyText": "Rating: 8.3\n",
    "BodyHtml": "<p>Rating: 8.3</p>",
    "Timestamp": 1795241825.9,
}


@pytest.fixture
def serve():
    """``serve(messages)`` responds like MiniStack, and returns the account's target."""

    class Handler(BaseHTTPRequestHandler):
        messages: dict[str, list[dict]]

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            (account,) = parse_qs(url.query)["account"]
            stored = {account: self.messages[account]} if account in self.messages else {}
            self.send_response(200 if url.path == "/_ministack/ses/messages" else 404)
            self.end_headers()
            self.wfile.write(json.dumps({"messages": stored}).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def serve(messages):
            Handler.messages = messages
            return Target(f"http://127.0.0.1:{server.server_port}", "eu-central-1", "123456789012", "local")

        yield serve
        server.shutdown()


def test_the_mails_of_the_account_are_sorted_by_time(serve):
    later, earlier = {**MESSAGE, "Timestamp": 2.0}, {**MESSAGE, "Timestamp": 1.0}
    target = serve({"123456789012": [later, earlier], "100000000001": [MESSAGE]})

    assert mail.messages(target) == [earlier, later]


def test_an_account_that_has_sent_nothing_has_no_mail(serve):
    assert mail.messages(serve({})) == []


def test_a_proxy_of_the_environment_is_not_used(serve, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert mail.messages(serve({"123456789012": [MESSAGE]})) == [MESSAGE]


def test_a_local_aws_that_has_died_is_an_error_of_one_line():
    target = Target("http://127.0.0.1:1", "eu-central-1", "123456789012", "local")

    with pytest.raises(SlipwayError, match=r"^GET http://127\.0\.0\.1:1/.* got no response: the connection failed"):
        mail.messages(target)


def test_a_mail_is_shown_with_headers_and_text():
    assert mail.render(MESSAGE) == (
        "Date: Sat, 21 Nov 2026 06:17:05 +0000\n"
        "From: movies@example.com\n"
        "To: editor@example.com, owner@example.com\n"
        "Subject: New movie added: Amélie\n"
        "\n"
        "Rating: 8.3\n"
    )


@pytest.mark.parametrize(("body", "shown"), [("<p>Hi</p>", "\n\n<p>Hi</p>\n"), (None, "\n\n\n")])
def test_a_mail_without_text_is_shown_as_html(body, shown):
    rendered = mail.render({**MESSAGE, "BodyText": "", "BodyHtml": body, "CC": ["a@example.com"], "To": []})

    assert rendered.endswith(shown)
    assert "\nCc: a@example.com\n" in rendered
    assert "\nTo: " not in rendered


def test_a_mail_is_shown_without_terminal_control_characters():
    rendered = mail.render({**MESSAGE, "Subject": "\x1b[2JHeat", "BodyText": "a\tb\r\n\x1b]0;c\x07"})

    assert rendered.endswith("\nSubject:  [2JHeat\n\na\tb \n ]0;c \n")
