import pytest
from chromium import launch
from playwright.sync_api import sync_playwright


# A module's, not the session's: while it is there, no other test of this process can run an event loop.
@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright, launch(playwright) as browser:
        yield browser
