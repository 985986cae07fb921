import html
from html.parser import HTMLParser
from typing import Any

import pytest


@pytest.fixture
def render(load_app: Any) -> Any:
    """Render the e-mail about a movie."""
    mail = load_app("email-notification").mail
    from movies.events import EventType, MovieEvent
    from movies.movie import Movie

    def run(
        title: str = "Amélie",
        kind: str = "MovieCreated",
        genres: tuple[str, ...] = ("Romance", "Comedy"),
        revision: float = 7,
    ) -> Any:
        movie = Movie("1", title, 8.3, list(genres))
        event = MovieEvent("event-1", EventType(kind), "2025-04-05T07:34:22+02:00", "trace", movie, revision)
        return mail.render(event)

    return run


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("MovieCreated", "New movie added: Amélie"),
        ("MovieUpdated", "Movie updated: Amélie"),
        ("MovieDeleted", "Movie deleted: Amélie"),
    ],
)
def test_the_subject_names_the_change_and_the_movie(render: Any, kind: str, subject: str) -> None:
    assert render(kind=kind)[0] == subject


def test_text_and_html_contain_the_movie_and_the_time_in_utc(render: Any) -> None:
    _subject, text, page = render()
    for part in (text, page):
        for fact in ("Amélie", "8.3 of 10", "Romance, Comedy", "2025-04-05 05:34 UTC", "event-1"):
            assert fact in part


def test_the_revision_orders_mails_that_arrive_in_another_order(render: Any) -> None:
    _subject, text, page = render()
    assert "Revision:  7\n" in text
    assert '>Revision</th><td style="padding:6px 0">7</td>' in page
    assert "Revision:  unknown\n" in render(revision=0)[1]


def test_values_are_escaped_in_html_only(render: Any) -> None:
    title = """<script>alert("x")</script> & $heading '"""
    _subject, text, page = render(title, genres=("<b>",))
    assert title.strip() in text
    assert html.escape(title.strip()) in page
    assert "<script>" not in page
    assert "<b>" not in page


def test_a_title_stays_on_one_line(render: Any) -> None:
    subject, text, _page = render("Alien\r\nBcc: x@example.com\u2028\u202eneila\x00", genres=("a\nb",))
    assert subject == "New movie added: Alien Bcc: x@example.com neila"
    assert text.splitlines()[0] == subject
    assert "a b" in text


def test_a_long_title_is_cut_in_the_subject_only(render: Any) -> None:
    title = "word " * 40
    subject, text, _page = render(title.strip())
    assert subject == f"New movie added: {('word ' * 20).strip()}…"
    assert title.strip() in text
    assert render("x" * 100)[0] == f"New movie added: {'x' * 100}"
    assert render("x" * 101)[0] == f"New movie added: {'x' * 99}…"


def test_the_html_is_well_formed(render: Any) -> None:
    open_tags: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _attributes: open_tags.append(tag) if tag != "meta" else None
    parser.handle_endtag = lambda tag: closed.append((open_tags.pop(), tag))
    closed: list[tuple[str, str]] = []
    parser.feed(render()[2])
    assert open_tags == []
    assert all(opened == tag for opened, tag in closed)
    assert ("html", "html") in closed
