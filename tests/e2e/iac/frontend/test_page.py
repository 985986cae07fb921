"""The page as readers see it, from the distribution, in headless Chromium."""

import pytest
from browsing import expect, keep_screenshot, visited
from chromium import launched

TYPES = ("recommendation", "search", "similarity")


@pytest.fixture
def browser():
    with launched() as browser:
        yield browser


def test_the_page_shows_the_apis_movies_and_the_complete_versions(stack, run_target, put, pipeline, movies, browser):
    shown = [put(type=name, title=f"The best {name}", version=f"1.0.0-{name}") for name in TYPES]
    hidden = put(phase="PACKAGE_TESTS_RUNNING", version="2.0.0")
    pipeline.ended()
    with visited(browser, run_target.site_url(stack.site_url)) as page:
        expect(page.get_by_role("status")).to_have_text(f"{len(movies.movies)} movies")
        for movie in movies.movies:
            expect(page.get_by_role("heading", name=movie["title"])).to_be_visible()
        for version in shown:
            section = page.get_by_role("region", name=version["type"].capitalize())
            expect(section.get_by_role("heading", name=version["title"])).to_be_visible()
        expect(page.get_by_text(hidden["version"])).to_have_count(0)
        keep_screenshot(page, "published")
    assert movies.broken_promises == []


def test_the_page_for_what_is_not_there_is_complete_at_any_depth_and_leads_home(stack, run_target, pipeline, browser):
    url = f"{run_target.site_url(stack.site_url)}a/b/c"
    with visited(browser, url, unreliable=url) as page:  # the browser's own complaint of the 404
        expect(page.get_by_role("heading", name="Page not found")).to_have_css("font-weight", "500")
        expect(page.locator("img")).not_to_have_js_property("naturalWidth", 0)
        keep_screenshot(page, "not-found")
        page.get_by_role("link", name="Go to the movie catalogue").click()
        expect(page.get_by_role("heading", name="The movie catalogue")).to_be_visible()
    assert page.url == run_target.site_url(stack.site_url)
