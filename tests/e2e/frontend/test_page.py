"""The page as readers see it, from the distribution, in headless Chromium."""

import pytest
from browsing import keep_screenshot, visited
from chromium import launch
from playwright.sync_api import expect, sync_playwright

TYPES = ("recommendation", "search", "similarity")


@pytest.fixture
def browser():
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser


def test_the_page_shows_the_apis_movies_and_the_complete_versions(stack, target, put, pipeline, movies, browser):
    shown = [put(type=name, title=f"The best {name}", version=f"1.0.0-{name}") for name in TYPES]
    hidden = put(phase="PACKAGE_TESTS_RUNNING", version="2.0.0")
    pipeline.ended()
    with visited(browser, target.site_url(stack.site_url)) as page:
        expect(page.get_by_role("status")).to_have_text(f"{len(movies.movies)} movies")
        for movie in movies.movies:
            expect(page.get_by_role("heading", name=movie["title"])).to_be_visible()
        for version in shown:
            section = page.get_by_role("region", name=version["type"].capitalize())
            expect(section.get_by_role("heading", name=version["title"])).to_be_visible()
        expect(page.get_by_text(hidden["version"])).to_have_count(0)
        keep_screenshot(page, "published")
    assert movies.broken_promises == []
