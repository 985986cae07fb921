"""The page of `slipway trace --open`."""

import re
import webbrowser
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest

from slipway import cli
from slipway.functions import commands, trace, trace_page
from slipway.functions.entry import Entry
from slipway.functions.trace import Span


def line(message, level="INFO"):
    return Entry(message, level=level)


@pytest.fixture
def spans():
    """A request whose mail failed after a wait."""
    first = Span("create", "r1", {"correlationId": "c<1>"}, 1000, 1100, [line("<b>&\x1b[2J")], 100.0)
    mail = Span("mail", "r2", {"correlationId": "c<1>"}, 1400, 1500, [line("not sent", "ERROR")], None, first)
    return [first, mail]


class Reader(HTMLParser):
    """Collects the elements of a page with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.texts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


def test_the_bars_are_at_the_times_of_the_spans(spans):
    page = Reader(trace_page.render(spans))

    bars = [values for tag, values in page.elements if tag == "i"]
    assert [(bar["class"], bar["style"]) for bar in bars] == [
        ("run", "left: 0.00%; width: 20.00%"),
        ("wait", "left: 20.00%; width: 60.00%"),
        ("failed", "left: 80.00%; width: 20.00%"),
    ]
    assert page.open == []
    assert [values["title"] for tag, values in page.elements if tag == "summary"] == [
        "100 ms: <b>& [2J",
        "100 ms, 300 ms after its cause: ERROR not sent",
    ]
    assert any("Slowest: 300 of 500 ms before mail began" in text for text in page.texts)


def test_the_page_loads_nothing_and_shows_what_was_logged_as_text(spans):
    text = trace_page.render(spans)
    page = Reader(text)

    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "b"} == set()
    assert "http" not in re.sub(r"http-equiv", "", text)
    assert "Request c<1>" in page.texts
    assert any('"message": "<b>&\\u001b[2J"' in text for text in page.texts)


def test_a_request_without_any_duration_is_drawn():
    page = Reader(trace_page.render([Span("create", "r1", {"apiRequestId": "a"}, 5, 5, [line("request")])]))

    assert [values["style"] for tag, values in page.elements if tag == "i"] == ["left: 0.00%; width: 0.00%"]


@pytest.mark.parametrize(("found", "message"), [(True, "the page is {}"), (False, "no browser was found: open {}")])
def test_the_page_is_written_and_opened(spans, tmp_path, monkeypatch, capsys, found, message):
    (tmp_path / "slipway.toml").write_text('region = "eu-central-1"\naccount = "123456789012"\nenvironment = "dev"\n')
    monkeypatch.chdir(tmp_path)
    opened = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) or found)
    monkeypatch.setattr(commands, "target_of", lambda *_: SimpleNamespace(is_local=True, client=lambda _: None))
    monkeypatch.setattr(trace, "find", lambda *_: spans)

    code = cli.main(["trace", "c", "--open"])

    page = tmp_path / ".slipway" / "trace.html"
    output = capsys.readouterr()
    assert code == 0
    assert opened == [page.as_uri()]
    assert output.err == f"{message.format(page)}\n"
    assert "create" in output.out
    assert Path(page).read_text() == trace_page.render(spans)
