"""The movies as readers see them, in headless Chromium."""

import json

import pytest
from browsing import expect
from movies_api import movie

pytestmark = pytest.mark.xdist_group("browser")


def titles(page):
    return page.locator("#movies-list h3").all_inner_texts()


def test_every_movie_is_shown_with_its_rating_and_genres(visit, screenshot):
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("3 movies")
        card = page.locator(".movie", has=page.get_by_role("heading", name="The Matrix"))
        expect(card.locator(".rating")).to_have_text("8.7 out of 10")
        expect(card.get_by_role("list", name="Genres").get_by_role("listitem")).to_have_text(["Action", "Sci-Fi"])
        bar = card.locator(".track")
        drawn = bar.evaluate("element => getComputedStyle(element).backgroundSize")
        assert drawn == "87% auto"
        assert titles(page) == ["The Matrix", "Spirited Away", "Portrait of a Lady on Fire"]
        assert page.get_by_role("button", name="Show more movies").is_hidden()
        screenshot(page, "movies")


def test_ratings_are_on_one_line_whatever_the_titles_and_genres(visit, api):
    genres = [f"Genre {number}" for number in range(12)]
    api.movies = [
        movie(1, title="A title of so many words that it takes three lines of the card", genres=[]),
        movie(2, genres=genres),
        movie(3, rating=None),
    ]
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("3 movies")
        tops = [rating.bounding_box()["y"] for rating in page.locator(".rating").all()]
        assert len(set(tops)) == 1


def test_the_api_is_linked(visit, api):
    with visit() as page:
        expect(page.get_by_role("navigation").get_by_role("link", name="API")).to_have_attribute(
            "href", f"{api.url}/movies"
        )


def test_further_pages_come_on_request_until_the_last(visit, api):
    api.movies = [movie(number) for number in range(50)]
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("24 movies so far")
        page.get_by_role("button", name="Show more movies").click()
        expect(page.get_by_role("status")).to_have_text("48 movies so far")
        page.get_by_role("button", name="Show more movies").click()
        expect(page.get_by_role("status")).to_have_text("50 movies")
        expect(page.get_by_role("button", name="Show more movies")).to_be_hidden()
        assert titles(page) == [f"Movie {number}" for number in range(50)]
    assert [query.get("cursor") for query in api.requests] == [None, ["24"], ["48"]]


def test_an_empty_catalogue_says_so(visit, api, screenshot):
    api.movies = []
    with visit() as page:
        expect(page.get_by_role("heading", name="No movies yet")).to_be_visible()
        assert titles(page) == []
        screenshot(page, "empty")


def test_values_that_a_movie_lacks_are_named_or_left_out(visit, api):
    api.movies = [movie(1, title="", rating=None, genres=[]), movie(2)]
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("2 movies")
        assert titles(page) == ["Untitled", "Movie 2"]
        first = page.locator(".movie").first
        assert first.locator(".rating").inner_text().strip() == "Not rated"
        assert first.locator(".track").count() == first.locator(".genres").count() == 0


@pytest.mark.parametrize("item", [{}, {"title": 7, "rating": "high", "genres": "Drama"}, None])
def test_movies_that_break_the_apis_own_promise_break_nothing_else(item, visit):
    page_of_movies = json.dumps({"movies": [item, movie(2)], "nextCursor": None})
    with visit() as page:
        page.route("**/movies?*", lambda route: route.fulfill(body=page_of_movies, content_type="application/json"))
        page.reload()
        expect(page.get_by_role("status")).to_have_text("2 movies")
        assert titles(page) == ["Untitled", "Movie 2"]


def test_markup_in_a_movie_is_shown_as_it_is_written(visit, api):
    text = "<img src=x onerror=alert(1)> & \"co\" 'ünï' 日本"
    api.movies = [movie(1, title=text, genres=["<b>bold</b>"])]
    with visit() as page:
        expect(page.get_by_role("heading", name=text, exact=True)).to_be_visible()
        expect(page.locator(".genres li")).to_have_text("<b>bold</b>")
        assert page.locator("#movies-list img, #movies-list b").count() == 0
