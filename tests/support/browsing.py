"""A page in a browser, without errors and warnings in the console."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

_SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
_REPORT_VIOLATIONS = "addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.blockedURI}`))"


@contextmanager
def visited(browser: "Browser", url: str, *, unreliable: str | None = None, **settings: Any) -> "Iterator[Page]":
    """Open a page in a new window until the block ends.

    Args:
        browser: the browser.
        url: URL of the page.
        unreliable: prefix of URLs whose errors are ignored, e.g. of an API that fails in a test.
        settings: settings of the window, for playwright's ``new_context``.

    Raises:
        AssertionError: there was an error or warning in the console, or a violation of the Content-Security-Policy.
    """
    window = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"} | settings
    context = browser.new_context(**window)
    page, messages = context.new_page(), []

    def note(message: "ConsoleMessage") -> None:
        is_ignored = unreliable is not None and message.location["url"].startswith(unreliable)
        if message.type in ("error", "warning") and not is_ignored:
            messages.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.add_init_script(_REPORT_VIOLATIONS)
    page.goto(url)
    yield page
    context.close()
    assert messages == [], messages


def keep_screenshot(page: "Page", name: str) -> None:
    """Save a screenshot of the whole page as ``build/screenshots/<name>.png``."""
    page.screenshot(path=_SCREENSHOTS / f"{name}.png", full_page=True, animations="disabled")


def expect(actual: Any) -> Any:
    """Return Playwright's assertions for a page or a locator; all workers would import it where few have a browser."""
    from playwright.sync_api import expect

    return expect(actual)
