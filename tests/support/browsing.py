"""A page in a browser, whose console may not complain of anything."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page

_SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
_REPORT_VIOLATIONS = "addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.blockedURI}`))"


@contextmanager
def visited(browser: Browser, url: str, *, unreliable: str | None = None, **settings: Any) -> Iterator[Page]:
    """Open a page in a window of its own until the block ends.

    Args:
        browser: that opens it.
        url: of the page.
        unreliable: what begins the URLs whose errors don't count, e.g. those of an API that a test has fail.
        settings: of the window, as playwright's ``new_context`` has them.

    Raises:
        AssertionError: the console complained, or something broke the page's Content-Security-Policy.
    """
    window = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | settings
    context = browser.new_context(**window)
    page, complaints = context.new_page(), []

    def note(message: ConsoleMessage) -> None:
        tolerated = unreliable is not None and message.location["url"].startswith(unreliable)
        if message.type in ("error", "warning") and not tolerated:
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(_REPORT_VIOLATIONS)
    page.goto(url)
    yield page
    context.close()
    assert complaints == []


def keep_screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page as ``build/screenshots/<name>.png``."""
    page.screenshot(path=_SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")
