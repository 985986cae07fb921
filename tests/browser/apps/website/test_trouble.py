"""What readers see while the API is slow, and when it fails."""

import pytest
from browsing import expect
from movies_api import movie

pytestmark = pytest.mark.xdist_group("browser")


def test_an_error_is_shown_with_its_request_id_and_a_retry_removes_it(visit, api, screenshot):
    api.status = 500
    with visit() as page:
        expect(page.get_by_role("alert")).to_have_text("The API answered with an error (status 500, request e43fa71b).")
        expect(page.get_by_role("heading", name="The movies can’t be shown")).to_be_visible()
        screenshot(page, "error")
        api.status = 200
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_have_text("3 movies")
        expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert len(api.requests) == 2


def test_a_retry_that_fails_too_can_be_repeated(visit, api):
    api.status = 500
    with visit() as page:
        for _ in range(2):
            page.get_by_role("button", name="Try again").click()
            expect(page.get_by_role("button", name="Try again")).to_be_focused()
    assert len(api.requests) == 3


def test_too_many_requests_ask_the_reader_to_wait(visit, api):
    api.status = 429
    with visit() as page:
        expect(page.get_by_role("alert")).to_have_text("The API has too much to do right now. Try again in a moment.")


def test_an_error_on_a_further_page_keeps_the_movies_and_its_retry_continues_there(visit, api):
    api.movies = [movie(number) for number in range(30)]
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("24 movies so far")
        api.status = 500
        page.get_by_role("button", name="Show more movies").click()
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("#movies-list > li")).to_have_count(24)
        api.status = 200
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_have_text("30 movies")
    assert [query.get("cursor") for query in api.requests] == [None, ["24"], ["24"]]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"body": "<html>", "status": 502}, "The API’s answer can’t be read (status 502)."),
        ({"json": {"items": []}}, "The API’s answer holds no list of movies."),
        ({"body": "null"}, "The API’s answer holds no list of movies."),
    ],
)
def test_an_answer_that_is_none_is_an_error(answer, message, visit):
    with visit() as page:
        page.route("**/movies?*", lambda route: route.fulfill(**answer))
        page.reload()
        expect(page.get_by_role("alert")).to_have_text(message)


def test_an_api_that_cannot_be_reached_is_an_error(visit):
    with visit() as page:
        page.route("**/movies?*", lambda route: route.abort())
        page.reload()
        expect(page.get_by_role("alert")).to_have_text("The API can’t be reached. Check the connection.")


def test_readers_see_that_the_movies_are_loading_and_then_that_it_takes_long(visit, api, screenshot):
    api.answers.clear()
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("Loading movies…")
        expect(page.locator("#movies-list")).to_have_attribute("aria-busy", "true")
        expect(page.locator("#movies-list .placeholder")).to_have_count(8)
        expect(page.get_by_role("heading", name="Okapi BM25")).to_be_visible()
        screenshot(page, "loading")
        expect(page.get_by_role("status")).to_have_text("Still loading: the API takes its time…", timeout=20_000)
        api.answers.set()
        expect(page.get_by_role("status")).to_have_text("3 movies")
        assert page.locator("#movies-list .placeholder").count() == 0
        assert page.locator("#movies-list").get_attribute("aria-busy") is None
