"""The page reads the API's URL in config.json, within its Content-Security-Policy."""

import pytest
from browsing import expect, visited
from movies_api import movies_api

pytestmark = pytest.mark.xdist_group("browser")


def test_missing_settings_are_an_error_and_a_retry_reads_them_again(visit):
    with visit() as page:
        expect(page.get_by_role("status")).to_have_text("3 movies")
        page.route("**/config.json", lambda route: route.fulfill(body="<html>", content_type="text/html"))
        page.reload()
        expect(page.get_by_role("alert")).to_have_text("The site’s settings can’t be read. Try again in a moment.")
        page.unroute("**/config.json")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("status")).to_have_text("3 movies")


def test_the_policy_of_the_stage_blocks_the_api_of_another_one(browser, site, publish):
    with movies_api() as other:
        publish(other.url)
        with (
            pytest.raises(AssertionError, match=f"CSP: {other.url}"),
            visited(browser, site, unreliable=other.url) as page,
        ):
            expect(page.get_by_role("alert")).to_have_text("The API can’t be reached. Check the connection.")
        assert other.requests == []
